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
}
