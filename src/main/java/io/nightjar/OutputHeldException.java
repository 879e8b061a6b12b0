package io.nightjar;

/**
 * Another run holds what this one was to write, and goes on with it. Ends a command with exit code
 * 4. The message is one line, as for {@link InvalidInputException}.
 */
public final class OutputHeldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutputHeldException(String message) {
    super(message);
  }
}
