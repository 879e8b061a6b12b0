package io.nightjar.embedding.night;

import java.util.Locale;

/** What came of a step of maintenance. */
public sealed interface StepResult
    permits CompactDataFiles.Result,
        CompactManifests.Result,
        DropGenerations.Result,
        ExpireSnapshots.Result,
        RemoveDanglingDeletes.Result,
        RemoveOrphanFiles.Result,
        RemoveStaging.Result,
        StepResult.Skipped {
  /** Whether anything was to be done. */
  boolean isIdle();

  /** In a few words, for people. */
  String summary();

  /**
   * A step that could not be taken now.
   *
   * @param summary why
   */
  record Skipped(String summary) implements StepResult {
    @Override
    public boolean isIdle() {
      return false;
    }

    @Override
    public String text() {
      return "skipped: " + summary;
    }
  }

  /** As it is shown. */
  default String text() {
    return isIdle() ? "nothing to do" : summary();
  }

  /** A number and its noun, for example {@code 1,024 files}, {@code 1 file}. */
  static String count(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  /** In the largest binary unit that leaves a digit before the point. */
  static String bytes(long bytes) {
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024) {
      return count(bytes, "byte");
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }
}
