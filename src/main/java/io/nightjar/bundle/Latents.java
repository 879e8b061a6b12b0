package io.nightjar.bundle;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What an encoder says of some images.
 *
 * @param count images
 * @param size of each one's vector
 * @param mean (count, size): the embeddings; for a variational autoencoder the posterior's mean
 * @param stddev (count, size): the posterior's deviation, or null for a plain autoencoder
 */
@SuppressWarnings("ArrayRecordComponent") // a buffer, never compared
public record Latents(int count, int size, float[] mean, float[] stddev) implements Serializable {
  public Latents {
    if (mean.length != count * size || (stddev != null && stddev.length != mean.length)) {
      throw new IllegalArgumentException(
          "%d means (expected %d x %d, and as many deviations)"
              .formatted(mean.length, count, size));
    }
  }

  /** One image's embedding, a copy. */
  public float[] mean(int image) {
    return row(mean, image);
  }

  /** One image's posterior deviation, a copy, or null for a plain autoencoder. */
  public float[] stddev(int image) {
    return stddev == null ? null : row(stddev, image);
  }

  /** Whether every number of one image is finite; if not, the image is to be rejected. */
  public boolean finite(int image) {
    return finite(mean, image) && (stddev == null || finite(stddev, image));
  }

  private float[] row(float[] values, int image) {
    return Arrays.copyOfRange(values, image * size, (image + 1) * size);
  }

  private boolean finite(float[] values, int image) {
    for (int i = image * size; i < (image + 1) * size; i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }
}
