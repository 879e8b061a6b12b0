package io.nightjar.runtime;

import io.nightjar.Printable;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Whole lines for a log file or a pipe: at most one every five seconds, and one at the end. For
 * example {@code embed: 1,024 of 4,096 images (25%), 512 images/s, 6 s left, loss 0.123}.
 */
final class ProgressLines implements Progress {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final PrintStream out;
  private final InstantSource clock;

  ProgressLines(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public Task start(String name, long total, String unit) {
    return new Lines(name, total, unit);
  }

  @Override
  public Task startPassing(String name, long total, String unit) {
    return new Lines(name, total, unit) {
      @Override
      public void close() {
        // What it says as it goes stays: a log has no screen to be cleared.
      }
    };
  }

  private class Lines implements Task {
    private final String name;
    private final long total;
    private final String unit;
    private final Instant startedAt = clock.instant();
    private Instant shownAt = startedAt;
    private long done;
    private String suffix = "";

    Lines(String name, long total, String unit) {
      this.name = name;
      this.total = total;
      this.unit = unit;
    }

    @Override
    public synchronized void step(long count) {
      stepTo(done + count);
    }

    @Override
    public synchronized void stepTo(long nowDone) {
      done = nowDone;
      Instant now = clock.instant();
      if (Duration.between(shownAt, now).compareTo(INTERVAL) >= 0) {
        shownAt = now;
        show("%s, %s%s".formatted(progress(), rate(), timeLeft()));
      }
    }

    @Override
    public synchronized void message(String text) {
      suffix = text;
    }

    @Override
    public synchronized void close() {
      String time = timeText(Duration.between(startedAt, clock.instant()));
      show("%s in %s, %s".formatted(progress(), time, rate()));
    }

    private void show(String text) {
      String line = name + ": " + text + (suffix.isEmpty() ? "" : ", " + suffix);
      out.println(Printable.line(line));
    }

    private String progress() {
      return total == UNKNOWN || done == total
          ? format("%,d %s", done, unit)
          : format("%,d of %,d %s (%d%%)", done, total, unit, 100 * done / Math.max(1, total));
    }

    private String rate() {
      return format(perSecond() < 10 ? "%.1f %s/s" : "%,.0f %s/s", perSecond(), unit);
    }

    private String timeLeft() {
      if (total == UNKNOWN || done == 0) {
        return "";
      }
      double seconds = Math.max(0, total - done) / perSecond();
      return format(", %s left", timeText(Duration.ofSeconds(Math.round(seconds))));
    }

    private double perSecond() {
      double seconds = Duration.between(startedAt, clock.instant()).toMillis() / 1000.0;
      return done / Math.max(0.001, seconds);
    }
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** For example {@code 8 s}, {@code 3 min 20 s}, {@code 2 h 05 min}. */
  private static String timeText(Duration time) {
    if (time.compareTo(Duration.ofMinutes(1)) < 0) {
      return format("%d s", time.toSeconds());
    }
    return time.compareTo(Duration.ofHours(1)) < 0
        ? format("%d min %02d s", time.toMinutes(), time.toSecondsPart())
        : format("%d h %02d min", time.toHours(), time.toMinutesPart());
  }
}
