package io.nightjar.training;

import io.nightjar.image.Rejection;
import java.io.Serializable;
import java.util.Comparator;
import java.util.function.Function;

/**
 * What became of an archive's item: one of the two is null.
 *
 * @param image to train on
 * @param reason why there is none
 */
record Decoded(TrainingImage image, Rejection.Reason reason) implements Serializable {
  /** The global order; the rejected have none and come last. */
  static final Comparator<Decoded> ORDER =
      Comparator.comparing(
          (Function<Decoded, TrainingImage> & Serializable) Decoded::image,
          Comparator.nullsLast(TrainingImage.ORDER));
}
