package io.nightjar.image;

import java.io.Serializable;
import java.util.Objects;

/**
 * Everything that decides which pixels a network sees for given bytes. Part of a bundle, so that
 * training and embedding agree to the bit.
 *
 * @param shape of the result
 * @param resize how other sizes get there
 * @param background of what is transparent, and around what does not fill the shape
 */
public record Preprocessing(ImageShape shape, Resize resize, Background background)
    implements Serializable {
  /** Rises whenever the same bytes would give other pixels; part of a bundle's fingerprint. */
  public static final int VERSION = 1;

  public Preprocessing {
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(resize, "resize");
    Objects.requireNonNull(background, "background");
  }

  /** On black. */
  public Preprocessing(ImageShape shape, Resize resize) {
    this(shape, resize, Background.BLACK);
  }

  Placement place(int width, int height) {
    return resize.place(width, height, shape);
  }
}
