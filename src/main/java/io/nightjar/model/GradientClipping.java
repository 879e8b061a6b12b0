package io.nightjar.model;

import java.io.Serializable;
import java.util.Objects;
import org.deeplearning4j.nn.conf.GradientNormalization;

/**
 * What is done to large gradients before the optimizer sees them.
 *
 * @param kind how they are measured and cut
 * @param threshold above which they are, more than 0; means nothing for {@link Kind#NONE}
 */
public record GradientClipping(Kind kind, double threshold) implements Serializable {
  /** Leaves them as they are. */
  public static final GradientClipping NONE = new GradientClipping(Kind.NONE, 1);

  /** How gradients are cut. */
  public enum Kind {
    NONE(GradientNormalization.None),

    /**
     * A layer's gradient is scaled down to an L2 norm of the threshold. DL4J does this by layer,
     * not over all layers at once.
     *
     * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu et al. 2012, algorithm 1</a>
     */
    LAYER_NORM(GradientNormalization.ClipL2PerLayer),

    /** Each number is cut to [−threshold, threshold]. */
    ELEMENT(GradientNormalization.ClipElementWiseAbsoluteValue);

    private final GradientNormalization dl4j;

    Kind(GradientNormalization dl4j) {
      this.dl4j = dl4j;
    }

    GradientNormalization dl4j() {
      return dl4j;
    }
  }

  public GradientClipping {
    Objects.requireNonNull(kind, "kind");
    if (!(threshold > 0) || Double.isInfinite(threshold)) {
      throw new IllegalArgumentException(
          "gradient-clipping-threshold: %s (expected a number above 0)".formatted(threshold));
    }
  }
}
