package io.nightjar.runtime;

import io.nightjar.Printable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A line on the terminal's standard error that is drawn over each second. */
final class ProgressBars implements Progress {
  private static final int INTERVAL_MILLIS = 1000;

  @Override
  public Task start(String name, long total, String unit) {
    return new Bar(bar(name, total, unit).build());
  }

  @Override
  public Task startPassing(String name, long total, String unit) {
    return new Bar(bar(name, total, unit).clearDisplayOnFinish().build());
  }

  private static ProgressBarBuilder bar(String name, long total, String unit) {
    return ProgressBar.builder()
        .setTaskName(name)
        .setInitialMax(total)
        .setUnit(" " + unit, 1)
        .showSpeed()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(INTERVAL_MILLIS);
  }

  private record Bar(ProgressBar bar) implements Task {
    @Override
    public void step(long count) {
      bar.stepBy(count);
    }

    @Override
    public void stepTo(long done) {
      bar.stepTo(done);
    }

    @Override
    public void message(String suffix) {
      bar.setExtraMessage(" " + Printable.line(suffix));
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
