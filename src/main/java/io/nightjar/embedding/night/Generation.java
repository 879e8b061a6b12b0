package io.nightjar.embedding.night;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that one bundle has made of a table.
 *
 * @param fingerprint of the bundle
 * @param rows of it, 0 or more
 * @param rejects of it, 0 or more
 * @param dimension of its vectors; empty in a table of before this was kept
 * @param bundleCreatedAt when the bundle was written; likewise
 * @param firstNight when its first night began, or that of its oldest row
 * @param lastNight when its last night was published; where its snapshot has expired, when the
 *     night began that wrote its newest row
 */
public record Generation(
    String fingerprint,
    long rows,
    long rejects,
    OptionalInt dimension,
    Optional<Instant> bundleCreatedAt,
    Optional<Instant> firstNight,
    Optional<Instant> lastNight) {
  /** Newest first; those that no night has made last. */
  static int newestFirst(Generation one, Generation other) {
    return other.lastNight.orElse(Instant.EPOCH).compareTo(one.lastNight.orElse(Instant.EPOCH));
  }
}
