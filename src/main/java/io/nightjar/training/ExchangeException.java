package io.nightjar.training;

/** A network could not be carried between driver and executor; the round can be run again. */
final class ExchangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ExchangeException(String message, Throwable cause) {
    super(message, cause);
  }

  /** True if a job failed for it: what a task throws comes back in the text of an exception. */
  static boolean isIn(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (String.valueOf(at).contains(ExchangeException.class.getName())) {
        return true;
      }
    }
    return false;
  }
}
