package io.nightjar.training;

import io.nightjar.CounterRandom;
import io.nightjar.image.ContentHash;
import java.io.Serializable;
import java.util.Comparator;

/**
 * One decoded image on its way to its place in the global order.
 *
 * @param hash of (seed, content, number among the images of equal content): unsigned, uniform; the
 *     place in the order, which so does not depend on where an image lies or what it is called
 * @param sha256 of the content, in hex; breaks ties
 * @param pixels uint8, (channels, height, width)
 */
@SuppressWarnings("ArrayRecordComponent") // moved, never compared by value
record TrainingImage(long hash, String sha256, byte[] pixels) implements Serializable {
  /**
   * The global order: by hash, so that an archive sorted by class gives every worker all classes.
   */
  static final Comparator<TrainingImage> ORDER =
      ((Comparator<TrainingImage> & Serializable)
              (a, b) -> Long.compareUnsigned(a.hash(), b.hash()))
          .thenComparing(
              (java.util.function.Function<TrainingImage, String> & Serializable)
                  TrainingImage::sha256);

  /** The first image of its content, for all that is known of it alone. */
  static TrainingImage of(long seed, String sha256, byte[] pixels) {
    return new TrainingImage(hash(seed, sha256, 0), sha256, pixels);
  }

  /**
   * The place of an image whose content others have, too.
   *
   * @param number 0 for the first of them
   */
  TrainingImage at(long seed, long number) {
    return new TrainingImage(hash(seed, sha256, number), sha256, pixels);
  }

  private static long hash(long seed, String sha256, long number) {
    return CounterRandom.bits(
        seed, RandomStream.ORDER.key(), ContentHash.leadingBits(sha256), number);
  }

  /** Held out for validation; equal contents always fall on the same side. */
  boolean heldOut(TrainingOptions options) {
    return CounterRandom.uniform(
            options.seed(), RandomStream.VALIDATION_SPLIT.key(), ContentHash.leadingBits(sha256))
        < options.validationFraction();
  }
}
