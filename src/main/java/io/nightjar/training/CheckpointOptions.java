package io.nightjar.training;

/**
 * When a run's state is saved. Does not change the result.
 *
 * @param rounds between two checkpoints, 0 for none by rounds
 * @param minutes between two checkpoints, at least, 0 for none by time
 * @param keep how many, 1 or more; older ones are deleted
 */
public record CheckpointOptions(int rounds, double minutes, int keep) {
  private static final double SECONDS_A_MINUTE = 60;

  public CheckpointOptions {
    if (rounds < 0) {
      throw new IllegalArgumentException("rounds: %d (expected 0 or more)".formatted(rounds));
    }
    if (!(minutes >= 0) || Double.isInfinite(minutes)) {
      throw new IllegalArgumentException("minutes: %s (expected 0 or more)".formatted(minutes));
    }
    if (keep < 1) {
      throw new IllegalArgumentException("keep: %d (expected 1 or more)".formatted(keep));
    }
  }

  /** Whether it is time for the next one. */
  boolean isDue(long roundsSince, double secondsSince) {
    return (rounds > 0 && roundsSince >= rounds)
        || (minutes > 0 && secondsSince >= minutes * SECONDS_A_MINUTE);
  }
}
