package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of the project's that a test holds to the code. With {@code -Dnightjar.expect=write} the
 * test writes it instead, for {@code git diff} to show what has changed.
 *
 * @param file from the project's root
 */
public record Expectations(Path file) {
  private static final boolean WRITE = "write".equals(System.getProperty("nightjar.expect"));

  /** Those in a file, by its path from the project's root. */
  public static Expectations of(Path file) {
    return new Expectations(file);
  }

  /** Holds the whole file to a text. */
  public void holds(String text) throws IOException {
    if (WRITE) {
      Files.writeString(file, text);
    }
    assertThat(Files.readString(file))
        .as("%s, which -Dnightjar.expect=write writes anew", file)
        .isEqualTo(text);
  }

  /** Holds what stands between two comments that name a part to a text. */
  public void holdsBetween(String part, String text) throws IOException {
    String begin = "<!-- %s: written by a test -->\n".formatted(part);
    String end = "\n<!-- end of %s -->".formatted(part);
    Pattern between =
        Pattern.compile(Pattern.quote(begin) + ".*?" + Pattern.quote(end), Pattern.DOTALL);
    String now = Files.readString(file);
    assertThat(now).containsPattern(between);
    holds(between.matcher(now).replaceFirst(Matcher.quoteReplacement(begin + text + end)));
  }
}
