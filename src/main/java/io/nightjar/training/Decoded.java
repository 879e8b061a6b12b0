package io.nightjar.training;

import io.nightjar.image.Rejection;
import java.io.Serializable;

/**
 * What became of an archive's item: one of the two is null.
 *
 * @param image to train on
 * @param reason why there is none
 */
record Decoded(TrainingImage image, Rejection.Reason reason) implements Serializable {}
