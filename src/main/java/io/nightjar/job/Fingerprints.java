package io.nightjar.job;

/** Models' fingerprints as people read them. */
final class Fingerprints {
  /** Enough to tell bundles apart by eye. */
  private static final int DIGITS = 12;

  private Fingerprints() {}

  static String shown(String fingerprint) {
    return fingerprint.substring(0, Math.min(DIGITS, fingerprint.length()));
  }
}
