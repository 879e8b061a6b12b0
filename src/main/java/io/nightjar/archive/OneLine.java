package io.nightjar.archive;

/** What an exception says, for a one-line message: remote ones carry whole stack traces. */
public final class OneLine {
  private OneLine() {}

  public static String of(Exception exception) {
    String message = exception.getMessage();
    return message == null || message.isBlank()
        ? exception.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElseThrow();
  }
}
