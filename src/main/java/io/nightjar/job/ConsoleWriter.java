package io.nightjar.job;

import io.nightjar.Printable;
import io.nightjar.Secrets;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;

/**
 * Prints for people, and nothing from outside as anything but text: see {@link Printable}. Lines
 * end where the program ends them, by a format, a {@link Table} or {@link #println}; a value that
 * is filled in never does.
 */
final class ConsoleWriter extends PrintWriter {
  private final PrintWriter unchanged;

  /**
   * @param out where all of it goes
   */
  ConsoleWriter(PrintWriter out) {
    super(out, true);
    unchanged = out;
  }

  /** The same place for text that is the program's own, colours and all. */
  PrintWriter unchanged() {
    return unchanged;
  }

  @Override
  public void write(int character) {
    write(String.valueOf((char) character));
  }

  @Override
  public void write(char[] characters, int offset, int length) {
    write(new String(characters, offset, length));
  }

  @Override
  public void write(String text, int offset, int length) {
    String printable = Printable.lines(text.substring(offset, offset + length));
    super.write(printable, 0, printable.length());
  }

  /** Prints one line, whatever is in it. */
  @Override
  public void println(String line) {
    super.println(shown(line));
  }

  @Override
  public PrintWriter format(String format, Object... values) {
    return super.format(format, printable(values));
  }

  @Override
  public PrintWriter format(Locale locale, String format, Object... values) {
    return super.format(locale, format, printable(values));
  }

  /** On one line, and without secrets, such as a password in a URL. */
  private static String shown(String text) {
    return Printable.line(Secrets.NONE.masked(text));
  }

  /** Numbers stay numbers for the format's sake, and tables keep their lines. */
  private static Object[] printable(Object... values) {
    return Arrays.stream(values)
        .map(
            value ->
                value instanceof Number || value instanceof Boolean || value instanceof Table
                    ? value
                    : shown(String.valueOf(value)))
        .toArray();
  }
}
