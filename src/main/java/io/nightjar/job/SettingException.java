package io.nightjar.job;

import io.nightjar.InvalidInputException;

/** A key whose value is at fault. */
sealed class SettingException extends InvalidInputException permits MissingSettingException {
  private static final long serialVersionUID = 1L;

  private final String key;

  SettingException(String key, String message) {
    super(message);
    this.key = key;
  }

  SettingException(String key, String message, Throwable cause) {
    super(message, cause);
    this.key = key;
  }

  /** The full name of the key to mend. */
  String key() {
    return key;
  }
}
