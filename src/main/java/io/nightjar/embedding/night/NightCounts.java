package io.nightjar.embedding.night;

import io.nightjar.archive.PassedOverCounts;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a night came to, in images.
 *
 * @param encoded rows with a new vector
 * @param reused rows that took a known vector: touched, renamed, duplicate
 * @param touched of those reused, under the uri that they had
 * @param renamed of those reused, from a row that was taken out
 * @param changed of those encoded, under a uri that had a row with another content
 * @param replaced rows of before under whose uri a new one comes
 * @param removed rows taken out
 * @param gone of the rows removed, those whose content is under no other uri
 * @param unchanged rows and rejects whose files were not opened
 * @param rejected by reason, new this night
 * @param unlisted of the rejected, those that listing could not reach
 * @param again rejects of before that were read and rejected again
 * @param unlistedAgain rejects of before that listing could not reach again
 * @param passedOver what is no image, in all of the archive; in no other count
 * @param imagesPerSecond of reading, decoding and encoding; 0 where there was nothing left to do
 */
public record NightCounts(
    long encoded,
    long reused,
    long touched,
    long renamed,
    long changed,
    long replaced,
    long removed,
    long gone,
    long unchanged,
    Map<String, Long> rejected,
    long unlisted,
    long again,
    long unlistedAgain,
    PassedOverCounts passedOver,
    double imagesPerSecond) {
  public NightCounts {
    rejected = Map.copyOf(rejected);
  }

  /** All of an archive that no table knows. */
  static NightCounts ofNew(long images) {
    return new NightCounts(
        images, 0, 0, 0, 0, 0, 0, 0, 0, Map.of(), 0, 0, 0, PassedOverCounts.NONE, 0);
  }

  NightCounts with(PassedOverCounts others) {
    return new NightCounts(
        encoded,
        reused,
        touched,
        renamed,
        changed,
        replaced,
        removed,
        gone,
        unchanged,
        rejected,
        unlisted,
        again,
        unlistedAgain,
        others,
        imagesPerSecond);
  }

  /** Rows added or replaced. */
  public long written() {
    return encoded + reused;
  }

  public long rejects() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Images that were opened. */
  public long read() {
    return written() + rejects() - unlisted + again;
  }

  /** All images of the archive. */
  public long listed() {
    return read() + unlisted + unlistedAgain + unchanged;
  }

  /** Encoded, under a uri that is new. */
  public long fresh() {
    return encoded - changed;
  }

  /** Reused, under a uri that is new, from a row that stays. */
  public long duplicates() {
    return reused - touched - renamed;
  }

  /** Whether no row of before is touched. */
  boolean onlyAdds() {
    return removed == 0 && replaced == 0;
  }

  /** Of what was read, but for what was a reject before and is one again. */
  double rejectedFraction() {
    long anew = read() - again;
    return anew == 0 ? 0 : (double) (rejects() - unlisted) / anew;
  }

  /** For a snapshot's summary. */
  Map<String, String> summary() {
    Map<String, String> summary = new TreeMap<>();
    summary.put("nightjar.rows-written", String.valueOf(written()));
    summary.put("nightjar.rows-reused", String.valueOf(reused));
    summary.put("nightjar.rows-removed", String.valueOf(removed));
    summary.put("nightjar.images-listed", String.valueOf(listed()));
    summary.put("nightjar.images-read", String.valueOf(read()));
    summary.put("nightjar.rejected", String.valueOf(rejects()));
    summary.put("nightjar.passed-over", String.valueOf(passedOver.total()));
    if (passedOver.total() > 0) {
      summary.put("nightjar.passed-over-by-extension", passedOver.summary());
    }
    if (imagesPerSecond > 0) {
      summary.put("nightjar.images-per-second", String.valueOf(Math.round(imagesPerSecond)));
    }
    return summary;
  }
}
