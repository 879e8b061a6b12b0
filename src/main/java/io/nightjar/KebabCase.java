package io.nightjar;

import java.util.Locale;

/** How an enum's constants are written outside of Java: in keys, columns and manifests. */
public final class KebabCase {
  private KebabCase() {}

  /** For example {@code leaky-relu} for {@code LEAKY_RELU}. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
