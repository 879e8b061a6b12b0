package io.nightjar.training;

import io.nightjar.image.PassedOver;
import io.nightjar.image.Rejection;
import java.io.Serializable;
import java.util.Comparator;
import java.util.function.Function;

/**
 * What became of an archive's item: all but one are null.
 *
 * @param image to train on
 * @param reason why there is none
 * @param passedOver that it is no image
 */
record Decoded(TrainingImage image, Rejection.Reason reason, PassedOver passedOver)
    implements Serializable {
  static Decoded of(TrainingImage image) {
    return new Decoded(image, null, null);
  }

  static Decoded rejected(Rejection.Reason reason) {
    return new Decoded(null, reason, null);
  }

  static Decoded of(PassedOver passedOver) {
    return new Decoded(null, null, passedOver);
  }

  /** The global order; what gave no image has none and comes last. */
  static final Comparator<Decoded> ORDER =
      Comparator.comparing(
          (Function<Decoded, TrainingImage> & Serializable) Decoded::image,
          Comparator.nullsLast(TrainingImage.ORDER));
}
