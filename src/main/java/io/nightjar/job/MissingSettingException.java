package io.nightjar.job;

/** A key that must be given and is not. */
final class MissingSettingException extends SettingException {
  private static final long serialVersionUID = 1L;

  MissingSettingException(String key, String message) {
    super(key, message);
  }
}
