package io.nightjar.bundle;

import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import java.io.Serializable;
import java.util.Objects;

/**
 * How bytes became pixels in training, beside the image shape.
 *
 * @param version {@link Preprocessing#VERSION} of the code that trained
 * @param resize how other sizes got to the network's
 */
public record PixelRules(int version, Resize resize) implements Serializable {
  public PixelRules {
    Objects.requireNonNull(resize, "resize");
  }

  /** Those of this code. */
  static PixelRules current(Resize resize) {
    return new PixelRules(Preprocessing.VERSION, resize);
  }
}
