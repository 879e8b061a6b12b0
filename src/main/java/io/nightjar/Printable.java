package io.nightjar;

/**
 * Text from outside as it is shown to people: names of files, labels, what a manifest, a table or
 * another program says. Nothing in it moves a terminal's cursor, begins a line of its own or turns
 * the direction of writing. Data files hold the true value.
 *
 * <p>Escaped, as Java writes them, are control characters (with ESC, BEL, DEL and the C1 controls,
 * such as CSI), format characters (marks of direction, zero widths), the separators of lines and
 * paragraphs, and halves of a surrogate pair. A backslash stays as it is: what is shown is for
 * reading, not for reading back.
 */
public final class Printable {
  private Printable() {}

  /** On one line: line feeds are escaped as well. Gives the same for what it has given. */
  public static String line(String text) {
    return escaped(text, Lines.ESCAPED);
  }

  /** On as many lines as it has. */
  public static String lines(String text) {
    return escaped(text, Lines.KEPT);
  }

  private enum Lines {
    ESCAPED,
    KEPT
  }

  private static String escaped(String text, Lines lines) {
    if (text.codePoints().noneMatch(point -> isEscaped(point, lines))) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (isEscaped(point, lines)) {
                appendEscape(escaped, point);
              } else {
                escaped.appendCodePoint(point);
              }
            });
    return escaped.toString();
  }

  private static boolean isEscaped(int point, Lines lines) {
    return switch (Character.getType(point)) {
      case Character.CONTROL -> point != '\n' || lines == Lines.ESCAPED;
      case Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private static void appendEscape(StringBuilder escaped, int point) {
    switch (point) {
      case '\n' -> escaped.append("\\n");
      case '\r' -> escaped.append("\\r");
      case '\t' -> escaped.append("\\t");
      default -> {
        for (char unit : Character.toChars(point)) {
          escaped.append("\\u%04x".formatted((int) unit));
        }
      }
    }
  }
}
