package io.nightjar.bundle;

import io.nightjar.image.Background;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import java.io.Serializable;
import java.util.Objects;

/**
 * How bytes became pixels in training, beside the image shape.
 *
 * @param version {@link Preprocessing#VERSION} of the code that trained
 * @param resize how other sizes got to the network's
 * @param background see {@link Background#name}; manifests before format version 4 do not tell it,
 *     it was always black
 */
public record PixelRules(int version, Resize resize, String background) implements Serializable {
  public PixelRules {
    Objects.requireNonNull(resize, "resize");
    background = background == null ? Background.BLACK.name() : new Background(background).name();
  }

  static PixelRules of(Preprocessing preprocessing) {
    return new PixelRules(
        preprocessing.version(), preprocessing.resize(), preprocessing.background().name());
  }
}
