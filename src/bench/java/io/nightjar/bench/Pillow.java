package io.nightjar.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code src/bench/python/pillow.py} on Debian's Python.
 *
 * @param folder of JPEGs
 * @param side of the squares that they become
 * @param seconds of a turn
 */
record Pillow(Path folder, int side, int seconds) {
  private static final Pattern RATE = Pattern.compile("([\\d.]+) images/s");

  /** Not a number where there is no Pillow. */
  double imagesPerSecond() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "/usr/bin/python3",
                "src/bench/python/pillow.py",
                folder.toString(),
                Integer.toString(side),
                Integer.toString(seconds))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher rate = RATE.matcher(said);
    if (!rate.find()) {
      System.out.println("No figure of Pillow's: " + said.strip().lines().reduce((a, b) -> b));
      return Double.NaN;
    }
    return Double.parseDouble(rate.group(1));
  }
}
