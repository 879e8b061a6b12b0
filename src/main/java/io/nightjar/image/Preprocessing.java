package io.nightjar.image;

import java.io.Serializable;
import java.util.Objects;

/**
 * Everything that decides which pixels a network sees for given bytes. Part of a bundle, so that
 * training and embedding agree to the bit.
 *
 * @param shape of the result
 * @param resize how other sizes get there
 */
public record Preprocessing(ImageShape shape, Resize resize) implements Serializable {
  /** Rises whenever the same bytes would give other pixels; part of a bundle's fingerprint. */
  public static final int VERSION = 1;

  public Preprocessing {
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(resize, "resize");
  }

  Placement place(int width, int height) {
    return resize.place(width, height, shape);
  }
}
