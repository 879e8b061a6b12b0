package io.nightjar.archive.container;

import java.io.IOException;

/** Storage that has failed, so marked on its way through a library that throws the like itself. */
final class StorageException extends IOException {
  private static final long serialVersionUID = 1L;

  StorageException(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** What storage has said, if that is what led to an exception; else the exception itself. */
  static IOException rootOf(IOException exception) {
    for (Throwable at = exception; at != null; at = at.getCause()) {
      if (at instanceof StorageException && at.getCause() instanceof IOException root) {
        return root;
      }
    }
    return exception;
  }
}
