package io.nightjar.embedding;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.image.Rejection;
import java.io.Serializable;
import java.time.Instant;

/**
 * What became of one item: a row, or a reject. Every item of an archive ends as exactly one.
 *
 * @param item what the archive said of it, without its content
 * @param vector null for a reject, and for a row whose content has a vector already
 * @param rejection null for a row
 */
public record Outcome(Item item, Vector vector, Rejection rejection) implements Serializable {

  static Outcome row(Item item, Vector vector) {
    return new Outcome(item, vector, null);
  }

  static Outcome reject(Item item, Rejection rejection) {
    return new Outcome(item, null, rejection);
  }

  /** An item that nobody could read. */
  public static Outcome ofUnread(ArchiveItem item) {
    return reject(Item.of(item), (Rejection) item.content());
  }

  /** A row whose content was encoded before. */
  static Outcome known(Item item) {
    return new Outcome(item, null, null);
  }

  public boolean rejected() {
    return rejection != null;
  }

  /**
   * An archive's item once its content has been used.
   *
   * @param sha256 of the content, hex; null where nothing was read
   * @param label null where the archive says nothing
   */
  public record Item(
      String uri,
      String sha256,
      String label,
      long byteLength,
      String sourceUri,
      long sourceByteLength,
      Instant sourceModifiedAt)
      implements Serializable {
    static Item of(ArchiveItem item) {
      return new Item(
          item.uri(),
          item.content().hash().map(hash -> hash.hex()).orElse(null),
          item.label(),
          item.byteLength(),
          item.source().uri(),
          item.source().byteLength(),
          item.source().modifiedAt());
    }
  }

  /**
   * The encoder's answer.
   *
   * @param mean the embedding
   * @param stddev null for a plain autoencoder
   * @param reconstructionError mean squared error per pixel value, or null
   * @param width the source image's, pixels
   * @param height the source image's, pixels
   */
  @SuppressWarnings("ArrayRecordComponent") // moved, never compared by value
  public record Vector(
      float[] mean, float[] stddev, Float reconstructionError, int width, int height)
      implements Serializable {}
}
