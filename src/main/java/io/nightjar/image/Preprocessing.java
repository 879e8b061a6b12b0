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
 * @param version how files are read, {@value #FIRST_VERSION} to {@value #VERSION}
 */
public record Preprocessing(ImageShape shape, Resize resize, Background background, int version)
    implements Serializable {
  /** Rises whenever the same bytes would give other pixels; part of a bundle's fingerprint. */
  public static final int VERSION = 2;

  /**
   * Passes over transparency (a pixel shows the colour that is stored beneath), over the
   * orientation of WebPs and over the masks of BMPs, and plays animated PNGs. Always on black.
   */
  public static final int FIRST_VERSION = 1;

  public Preprocessing {
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(resize, "resize");
    Objects.requireNonNull(background, "background");
    if (version < FIRST_VERSION || version > VERSION) {
      throw new IllegalArgumentException(
          "version: %d (expected %d to %d)".formatted(version, FIRST_VERSION, VERSION));
    }
  }

  /** As this code does it. */
  public Preprocessing(ImageShape shape, Resize resize, Background background) {
    this(shape, resize, background, VERSION);
  }

  /** As this code does it, on black. */
  public Preprocessing(ImageShape shape, Resize resize) {
    this(shape, resize, Background.BLACK);
  }

  boolean looksAtTransparency() {
    return version > FIRST_VERSION;
  }

  Placement place(int width, int height) {
    return resize.place(width, height, shape);
  }
}
