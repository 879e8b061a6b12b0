package io.nightjar.embedding.night;

import io.nightjar.archive.PassedOverCounts;
import io.nightjar.embedding.FailureBudget;
import io.nightjar.embedding.RejectExample;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a night came to, in images. Each image of the archive is one of unchanged, new, changed,
 * touched, renamed, duplicate, rejected and rejected again, by its uri; {@code
 * data-schemas/table.schema.json} defines them.
 *
 * @param encoded rows with a new vector
 * @param reused rows that took a known vector
 * @param fresh rows under a uri that had none, with a content that no row had
 * @param changed rows under a uri that had a row with another content, and not renamed
 * @param touched rows under a uri that had a row with the same content
 * @param renamed rows, not touched, each with the content of another row of before that is no more
 * @param replaced rows of before under whose uri a new one comes
 * @param removed rows of before under whose uri there is none
 * @param gone rows that the latest night has left, of whichever generation, and whose image is no
 *     more: no image of the archive has their uri, and none has their content
 * @param broken rows that the latest night has left and under whose uri there is a reject now that
 *     was none before, while no row has their content
 * @param before rows that the latest night has left
 * @param unchanged rows and rejects whose files were not opened
 * @param rejected by reason, under a uri that was no reject before
 * @param unlisted of the rejected, those that listing could not reach
 * @param again rejects of before that were read and rejected again
 * @param unlistedAgain rejects of before that listing could not reach again
 * @param doubled uris that another writer had doubled, and that this night mends
 * @param passedOver what is no image, in all of the archive; in no other count
 * @param imagesPerSecond of reading, decoding and encoding; 0 where there was nothing left to do
 * @param examples some of the rejected
 */
public record NightCounts(
    long encoded,
    long reused,
    long fresh,
    long changed,
    long touched,
    long renamed,
    long replaced,
    long removed,
    long gone,
    long broken,
    long before,
    long unchanged,
    Map<String, Long> rejected,
    long unlisted,
    long again,
    long unlistedAgain,
    DoubledUris doubled,
    PassedOverCounts passedOver,
    double imagesPerSecond,
    List<RejectExample> examples) {
  public NightCounts {
    rejected = Map.copyOf(rejected);
    examples = List.copyOf(examples);
  }

  /**
   * Counts an archive that no table knows.
   *
   * @param images that would be read
   * @param unlisted by reason, what listing could not reach
   * @param examples some of those
   */
  static NightCounts ofNew(long images, Map<String, Long> unlisted, List<RejectExample> examples) {
    return new NightCounts(
        images,
        0,
        images,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        unlisted,
        unlisted.values().stream().mapToLong(Long::longValue).sum(),
        0,
        0,
        DoubledUris.NONE,
        PassedOverCounts.NONE,
        0,
        examples);
  }

  /** Counts a night with nothing to be read, taken out or rejected. */
  static NightCounts ofUnchanged(long images, long before, long gone) {
    return new NightCounts(
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        gone,
        0,
        before,
        images,
        Map.of(),
        0,
        0,
        0,
        DoubledUris.NONE,
        PassedOverCounts.NONE,
        0,
        List.of());
  }

  NightCounts with(PassedOverCounts others) {
    return new NightCounts(
        encoded,
        reused,
        fresh,
        changed,
        touched,
        renamed,
        replaced,
        removed,
        gone,
        broken,
        before,
        unchanged,
        rejected,
        unlisted,
        again,
        unlistedAgain,
        doubled,
        others,
        imagesPerSecond,
        examples);
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

  /** Rows under a uri that had none, not renamed, with a content that a row had. */
  public long duplicates() {
    return written() - fresh - changed - touched - renamed;
  }

  /** Rejects under a uri that was a reject before, and that was read or listed anew. */
  public long rejectedAgain() {
    return again + unlistedAgain;
  }

  /**
   * Rows of before that a night would lose. One file that broke is none: a bad upload over a name
   * that is there must not stop a small archive.
   */
  long lost() {
    return gone + (broken > 1 ? broken : 0);
  }

  /** Whether no row of before is touched. */
  boolean onlyAdds() {
    return removed == 0 && replaced == 0 && doubled.isEmpty();
  }

  /**
   * What the night asks of its failure budget. Rows of before that stay are embedded, too.
   *
   * @param stood rows of its own generation before it
   */
  FailureBudget.Demand demand(long stood) {
    long rows = stood - removed - replaced + written();
    return new FailureBudget.Demand(read() - again, unlisted, rejected, examples, rows);
  }

  /** What the images of the archive are besides rejected, and what the rows of before are. */
  public Map<String, Long> classes() {
    Map<String, Long> classes = new TreeMap<>();
    classes.put("unchanged", unchanged);
    classes.put("new", fresh);
    classes.put("changed", changed);
    classes.put("touched", touched);
    classes.put("renamed", renamed);
    classes.put("duplicate", duplicates());
    classes.put("rejected-again", rejectedAgain());
    classes.put("gone", gone);
    classes.put("doubled", doubled.count());
    return classes;
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
    classes().forEach((name, count) -> summary.put("nightjar." + name, String.valueOf(count)));
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
