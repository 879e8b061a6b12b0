package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of {@code SHA256SUMS}, as {@code sha256sum -c} reads them. */
final class Checksums {
  /** A plain name, or one in a folder: no way out of the bundle. */
  private static final Pattern LINE =
      Pattern.compile("([0-9a-f]{64})  (\\w[\\w.-]*(?:/\\w[\\w.-]*)?)");

  private Checksums() {}

  /**
   * @param sums SHA-256 in hex by file
   */
  static byte[] write(SortedMap<String, String> sums) {
    StringBuilder lines = new StringBuilder();
    sums.forEach((name, sum) -> lines.append(sum).append("  ").append(name).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #write} or {@code sha256sum} wrote.
   *
   * @return SHA-256 in hex by file
   * @throws InvalidInputException one line, for a line that this class would not write
   */
  static SortedMap<String, String> read(byte[] lines) {
    SortedMap<String, String> sums = new TreeMap<>();
    new String(lines, StandardCharsets.UTF_8)
        .lines()
        .forEach(
            line -> {
              Matcher matcher = LINE.matcher(line);
              if (!matcher.matches()) {
                throw new InvalidInputException("line %d is malformed".formatted(sums.size() + 1));
              }
              if (sums.put(matcher.group(2), matcher.group(1)) != null) {
                throw new InvalidInputException("%s is listed twice".formatted(matcher.group(2)));
              }
            });
    return sums;
  }
}
