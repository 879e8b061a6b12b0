package io.nightjar.job;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Names that outputs may have, from the keyboards and calendars of others. */
final class OutputNames {
  /** Everything that is accepted, in one name. */
  static final String ALL =
      " out " + String.join("", taken().toList()) + "%20{a,b}[x] \u00e9e\u0301\n\t.parquet ";

  private OutputNames() {}

  /** Each sign of ASCII that a file system takes and Hadoop writes: all but slash and colon. */
  static Stream<String> taken() {
    return IntStream.range(' ', 0x7f)
        .filter(sign -> !Character.isLetterOrDigit(sign) && sign != '/' && sign != ':')
        .mapToObj(Character::toString);
  }
}
