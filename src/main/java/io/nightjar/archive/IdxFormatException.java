package io.nightjar.archive;

import java.io.IOException;

/** An IDX file that is not what it should be; the message goes after the file's name. */
final class IdxFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  IdxFormatException(String message) {
    super(message);
  }
}
