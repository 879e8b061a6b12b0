package io.nightjar.embedding;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.image.PassedOver;
import io.nightjar.image.Rejection;
import java.io.Serializable;
import java.time.Instant;

/**
 * What became of one item: a row, a reject, or passed over. Every item of an archive ends as
 * exactly one.
 *
 * @param item what the archive said of it, without its content
 * @param vector null for a reject, and for a row whose content has a vector already
 * @param rejection null for a row
 * @param passedOver null for an image
 */
public record Outcome(Item item, Vector vector, Rejection rejection, PassedOver passedOver)
    implements Serializable {

  static Outcome row(Item item, Vector vector) {
    return new Outcome(item, vector, null, null);
  }

  static Outcome reject(Item item, Rejection rejection) {
    return new Outcome(item, null, rejection, null);
  }

  /** An item that nobody could read. */
  public static Outcome ofUnread(ArchiveItem item) {
    return reject(Item.of(item), (Rejection) item.content());
  }

  /** A row whose content was encoded before. */
  static Outcome known(Item item) {
    return new Outcome(item, null, null, null);
  }

  /** What is no image. */
  static Outcome passedOver(Item item, PassedOver passedOver) {
    return new Outcome(item, null, null, passedOver);
  }

  /** Whether it is an image or should have been one. */
  public boolean isOfImage() {
    return passedOver == null;
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
