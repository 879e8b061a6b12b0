package io.nightjar.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What principal components and simple classifiers make of the images, to compare the latents with.
 * Accuracies are fractions in [0, 1]. Null: was not measured.
 *
 * @param pcaMse squared error per pixel value of as many principal components as the latent has
 *     numbers, pixels in [0, 1]
 * @param knn5Accuracy of the five nearest neighbours by latents
 * @param linearAccuracy of logistic regression on latents
 * @param pcaKnn5Accuracy likewise by principal components
 * @param pcaLinearAccuracy likewise on principal components
 * @param pixelKnn5Accuracy likewise by pixels
 * @param pixelLinearAccuracy likewise on pixels
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record ProbeAccuracies(
    Double pcaMse,
    Double knn5Accuracy,
    Double linearAccuracy,
    Double pcaKnn5Accuracy,
    Double pcaLinearAccuracy,
    Double pixelKnn5Accuracy,
    Double pixelLinearAccuracy) {
  static final ProbeAccuracies NONE = ofPcaAlone(null);

  static ProbeAccuracies ofPcaAlone(Double pcaMse) {
    return new ProbeAccuracies(pcaMse, null, null, null, null, null, null);
  }
}
