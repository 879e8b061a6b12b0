package io.nightjar.job;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Command lines that are printed to be pasted into bash. */
final class BashWords {
  /** What bash takes as it is; an ellipsis stands for what the reader fills in. */
  private static final Pattern PLAIN =
      Pattern.compile("[\\w@%+=:,./…-]*", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern KEY = Pattern.compile("[a-z][a-z.-]*=");
  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{Cntrl}");

  private BashWords() {}

  /** The words with blanks between them, each read by bash as it is given here. */
  static String line(String... words) {
    return Stream.of(words).map(BashWords::quoted).collect(Collectors.joining(" "));
  }

  /** One word; of {@code KEY=VALUE} the value is quoted. */
  private static String quoted(String word) {
    Matcher key = KEY.matcher(word);
    int start = key.lookingAt() ? key.end() : 0;
    return word.substring(0, start) + quotedValue(word.substring(start));
  }

  private static String quotedValue(String value) {
    if (PLAIN.matcher(value).matches()) {
      return value;
    }
    return UNPRINTABLE.matcher(value).find()
        ? "$'" + UNPRINTABLE.matcher(escaped(value)).replaceAll(BashWords::octal) + "'"
        : "'" + value.replace("'", "'\\''") + "'";
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("'", "\\'");
  }

  private static String octal(MatchResult found) {
    return Matcher.quoteReplacement("\\%03o".formatted((int) found.group().charAt(0)));
  }
}
