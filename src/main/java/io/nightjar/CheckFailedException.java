package io.nightjar;

/**
 * A check refused the result, so nothing was published: the failure budget, a canary, counts,
 * divergence. Ends a command with exit code 3. The message is one line, as for {@link
 * InvalidInputException}.
 */
public final class CheckFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CheckFailedException(String message) {
    super(message);
  }
}
