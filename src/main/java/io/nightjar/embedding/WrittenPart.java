package io.nightjar.embedding;

import io.nightjar.archive.PassedOverCounts;
import io.nightjar.bundle.EmbeddingMoments;
import java.io.Serializable;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a task has written, and what it comes to.
 *
 * @param rows their file, or null without any
 * @param rejects likewise
 * @param rowCount how many rows
 * @param reasons how many rejects, by reason
 * @param examples some of the rejects
 * @param unopened of the rejects, those that listing could not reach
 * @param passedOver what was no image
 * @param moments of the rows' vectors
 */
record WrittenPart(
    PartFile rows,
    PartFile rejects,
    long rowCount,
    TreeMap<String, Long> reasons,
    TreeSet<RejectExample> examples,
    long unopened,
    PassedOverCounts passedOver,
    EmbeddingMoments moments)
    implements Serializable {

  /**
   * A file that is whole.
   *
   * @param bytes of it
   */
  record PartFile(String path, long bytes) implements Serializable {}

  Optional<PartFile> rowsFile() {
    return Optional.ofNullable(rows);
  }

  Optional<PartFile> rejectsFile() {
    return Optional.ofNullable(rejects);
  }
}
