package io.nightjar.embedding.night;

import io.nightjar.InvalidInputException;

/** A table that is not the warehouse's: nothing may be written or deleted, not even beside it. */
public final class ForeignTableException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line that names the table, where it lies and the mend
   */
  public ForeignTableException(String message) {
    super(message);
  }

  /**
   * @param message one line that names the table, what is wrong and the mend
   * @param cause what was found where the table should be
   */
  public ForeignTableException(String message, Throwable cause) {
    super(message, cause);
  }
}
