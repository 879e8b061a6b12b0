package io.nightjar.model;

import java.io.Serializable;
import java.util.Objects;

/**
 * The latent space.
 *
 * @param size dimensions of an embedding, 1 or more; twice that is counted in an int
 * @param kind a point (plain autoencoder) or a diagonal Gaussian posterior (variational)
 * @param linearPath how pixels get there and back besides through the layers
 */
public record Latent(int size, Kind kind, LinearPath linearPath) implements Serializable {
  private static final int MOST = Integer.MAX_VALUE / 2;

  public Latent {
    if (size < 1 || size > MOST) {
      throw new IllegalArgumentException(
          "latent-size: %d (expected 1 to %d)".formatted(size, MOST));
    }
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(linearPath, "linear_path");
  }

  /** Without a linear path. */
  public Latent(int size, Kind kind) {
    this(size, kind, LinearPath.NONE);
  }

  /** What the encoder says of an image. */
  public enum Kind {
    PLAIN,
    VARIATIONAL
  }

  public boolean hasLinearPath() {
    return linearPath != LinearPath.NONE;
  }

  public boolean variational() {
    return kind == Kind.VARIATIONAL;
  }

  /**
   * Width of the encoder's last layer: a mean, and for a variational one a log-variance beside it.
   */
  int headWidth() {
    return variational() ? Math.multiplyExact(2, size) : size;
  }
}
