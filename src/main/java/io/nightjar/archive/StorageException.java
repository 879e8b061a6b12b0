package io.nightjar.archive;

import java.io.IOException;
import java.util.Optional;

/** Storage that has failed, so marked on its way through a library that throws the like itself. */
public final class StorageException extends IOException {
  private static final long serialVersionUID = 1L;

  public StorageException(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** What storage itself has said, where it was asked with patience. */
  static Throwable told(IOException exception) {
    return exception instanceof StorageException ? exception.getCause() : exception;
  }

  /** What storage has said, if that is what led to an exception. */
  public static Optional<StorageException> in(Throwable exception) {
    for (Throwable at = exception; at != null; at = at.getCause()) {
      if (at instanceof StorageException storage) {
        return Optional.of(storage);
      }
    }
    return Optional.empty();
  }
}
