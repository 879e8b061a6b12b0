package io.nightjar.embedding.night;

/**
 * What maintenance keeps of a table.
 *
 * @param keepGenerations the newest ones, 1 or more
 * @param targetFileSize of compacted data files, in bytes, 1 MiB or more
 * @param snapshotDays that snapshots are kept, 0 or more
 * @param keepNights whose snapshots are kept however old they are, 1 or more: a night at work reads
 *     the one before it
 * @param orphanDays that a file which no snapshot knows is left alone, 1 or more: one that is being
 *     written is not known yet
 * @param stagingDays that staged images of a run which was killed are kept for the next one, 1 or
 *     more
 */
public record MaintainOptions(
    int keepGenerations,
    long targetFileSize,
    int snapshotDays,
    int keepNights,
    int orphanDays,
    int stagingDays) {
  /** By default, in bytes. */
  static final long TARGET_FILE_SIZE = 128L << 20;

  private static final long SMALLEST_FILE_SIZE = 1L << 20;

  public MaintainOptions {
    requireAtLeast("keep-generations", keepGenerations, 1);
    requireAtLeast("target-file-size", targetFileSize, SMALLEST_FILE_SIZE);
    requireAtLeast("snapshot-days", snapshotDays, 0);
    requireAtLeast("keep-nights", keepNights, 1);
    requireAtLeast("orphan-days", orphanDays, 1);
    requireAtLeast("staging-days", stagingDays, 1);
  }

  private static void requireAtLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s: %d (expected %d or more)".formatted(name, value, least));
    }
  }
}
