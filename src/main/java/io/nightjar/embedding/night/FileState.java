package io.nightjar.embedding.night;

import io.nightjar.archive.SourceFile;
import java.io.Serializable;
import java.time.Instant;

/**
 * What the table knows of a file that rows or rejects came from.
 *
 * @param byteLength when it was read; {@link #MIXED} where its rows do not agree
 * @param modifiedAt when it was read, in milliseconds since 1970; {@link #MIXED} where its rows do
 *     not agree
 * @param seenAt when the run began that read it, the earliest one, in milliseconds since 1970
 * @param rows of the file
 * @param rejects of the file, without that of a listing that could not reach it
 * @param retried whether it is to be read again although it is the same
 */
record FileState(
    long byteLength, long modifiedAt, long seenAt, long rows, long rejects, boolean retried)
    implements Serializable {
  private static final long MIXED = -1;

  FileState with(FileState other) {
    return new FileState(
        byteLength == other.byteLength ? byteLength : MIXED,
        modifiedAt == other.modifiedAt ? modifiedAt : MIXED,
        Math.min(seenAt, other.seenAt),
        rows + other.rows,
        rejects + other.rejects,
        retried || other.retried);
  }

  /**
   * Tells that a file is to be read again, for another writer has doubled some of its uris.
   *
   * @param surplusRows rows beyond the one that counts of each uri
   * @param surplusRejects rejects beyond the one that counts of each uri
   */
  FileState doubled(long surplusRows, long surplusRejects) {
    return new FileState(
        byteLength, modifiedAt, seenAt, rows - surplusRows, rejects - surplusRejects, true);
  }

  /** Leaves the rejects out of what is known of a file whose own reject comes again. */
  FileState withoutRejects() {
    return new FileState(byteLength, modifiedAt, seenAt, rows, 0, retried);
  }

  /** Whether a file is what it was, and would show if it were not. */
  boolean isOf(SourceFile file) {
    return byteLength == file.byteLength()
        && modifiedAt == file.modifiedAt().toEpochMilli()
        && file.isSettledAt(Instant.ofEpochMilli(seenAt));
  }
}
