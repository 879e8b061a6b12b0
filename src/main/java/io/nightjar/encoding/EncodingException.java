package io.nightjar.encoding;

/** The native engine refused a model or a batch. The message is one line. */
public final class EncodingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EncodingException(String message, Throwable cause) {
    super(message, cause);
  }
}
