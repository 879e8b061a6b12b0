package io.nightjar.evaluation;

import java.io.Serializable;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;

/**
 * An image that probes are fitted or measured on.
 *
 * @param lot it was drawn by
 * @param label null where the archive says nothing
 * @param pixels uint8, of the bundle's image shape
 * @param latents what {@code embed} would write of it
 * @param components its principal components; empty until they are known
 */
@SuppressWarnings("ArrayRecordComponent") // moved, never compared by value
record ProbeImage(ProbeLot lot, String label, byte[] pixels, float[] latents, float[] components)
    implements Serializable {
  ProbeImage with(float[] principalComponents) {
    return new ProbeImage(lot, label, pixels, latents, principalComponents);
  }

  boolean labelled() {
    return label != null;
  }

  /** Pixels in [0, 1]. */
  float[] levels() {
    return GreyLevels.levels(pixels, 0, pixels.length);
  }

  /** Pixels in [0, 1]. */
  Vector vector() {
    return Vectors.dense(wide(levels()));
  }

  /** The same numbers as MLlib wants them. */
  static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** What a classifier goes by. */
  enum Feature {
    LATENTS {
      @Override
      float[] of(ProbeImage image) {
        return image.latents();
      }
    },
    COMPONENTS {
      @Override
      float[] of(ProbeImage image) {
        return image.components();
      }
    },
    PIXELS {
      @Override
      float[] of(ProbeImage image) {
        return image.levels();
      }
    };

    abstract float[] of(ProbeImage image);
  }
}
