package io.nightjar.training;

import io.nightjar.CounterRandom;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/**
 * One decoded image on its way to its place in the global order.
 *
 * @param hash of (seed, content, uri): unsigned, uniform; the place in the order
 * @param uri breaks ties
 * @param contentBits the first 64 bits of the content's SHA-256
 * @param pixels uint8, (channels, height, width)
 */
@SuppressWarnings("ArrayRecordComponent") // moved, never compared by value
record TrainingImage(long hash, String uri, long contentBits, byte[] pixels)
    implements Serializable {
  /**
   * The global order: by hash, so that an archive sorted by class gives every worker all classes.
   */
  static final Comparator<TrainingImage> ORDER =
      ((Comparator<TrainingImage> & Serializable)
              (a, b) -> Long.compareUnsigned(a.hash(), b.hash()))
          .thenComparing(
              (java.util.function.Function<TrainingImage, String> & Serializable)
                  TrainingImage::uri);

  static TrainingImage of(long seed, String uri, String sha256, byte[] pixels) {
    long contentBits = Long.parseUnsignedLong(sha256, 0, 16, 16);
    long hash =
        CounterRandom.bits(
            seed, RandomStream.ORDER.key(), contentBits, CounterRandom.bits(bits(uri)));
    return new TrainingImage(hash, uri, contentBits, pixels);
  }

  /** Held out for validation; equal contents always fall on the same side. */
  boolean heldOut(TrainingOptions options) {
    return CounterRandom.uniform(options.seed(), RandomStream.VALIDATION_SPLIT.key(), contentBits)
        < options.validationFraction();
  }

  private static long[] bits(String uri) {
    byte[] bytes = uri.getBytes(StandardCharsets.UTF_8);
    long[] bits = new long[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bits[i] = bytes[i];
    }
    return bits;
  }
}
