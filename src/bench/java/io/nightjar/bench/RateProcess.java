package io.nightjar.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that prints how many images a second it got through.
 *
 * @param name of what it runs, for people
 * @param process under way, its standard error among its output or nowhere
 */
record RateProcess(String name, Process process) {
  private static final Pattern RATE = Pattern.compile("([\\d.]+) images/s");

  static RateProcess start(String name, ProcessBuilder builder) throws IOException {
    return new RateProcess(name, builder.start());
  }

  /** Waits for its end; not a number where it gives no figure, which is then said. */
  double imagesPerSecond() throws IOException, InterruptedException {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher rate = RATE.matcher(said);
    if (!rate.find()) {
      System.out.printf(
          "No figure of %s's: %s%n", name, said.strip().lines().reduce("", (a, b) -> b));
      return Double.NaN;
    }
    return Double.parseDouble(rate.group(1));
  }
}
