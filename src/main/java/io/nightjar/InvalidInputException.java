package io.nightjar;

/**
 * What the user can mend: a wrong path, key, value or file. Ends a command with exit code 2.
 *
 * <p>The message is one line that names the thing and the mend, for example {@code Cannot read
 * archive hdfs://…/photos: no such directory}.
 */
public class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidInputException(String message) {
    super(message);
  }

  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
