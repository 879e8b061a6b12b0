package io.nightjar.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.nightjar.bundle.EmbeddingFigures;
import io.nightjar.model.Autoencoder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well a bundle explains images it is shown: the means of their scores. Null: does not apply to
 * the bundle.
 *
 * @param examples images that were scored
 * @param mse squared error per pixel value of the reconstruction, pixels in [0, 1]
 * @param psnr 10 log₁₀(1 / mse), decibels; null where mse is 0
 * @param bernoulliCrossEntropy −log p of the grey levels at the posterior's mean, nats per image
 * @param negativeElbo reconstruction + KL, nats per image
 * @param reconstructionNats E_q[−log p(x|z)], nats per image; for a plain autoencoder at its latent
 * @param klNats KL(q(z|x) ‖ p(z)), nats per image
 * @param importanceWeightedNll bound on −log p(x) by importance weighting, nats per image
 * @param importanceSamples K of that bound
 * @param standardError of {@code importanceWeightedNll} as a mean over images, nats
 * @param activeUnits latent units that tell images apart
 * @param klPerUnit KL of each latent unit, nats per image
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record Scores(
    long examples,
    double mse,
    Double psnr,
    Double bernoulliCrossEntropy,
    Double negativeElbo,
    double reconstructionNats,
    Double klNats,
    Double importanceWeightedNll,
    Integer importanceSamples,
    Double standardError,
    Integer activeUnits,
    List<Double> klPerUnit) {

  /** The means of sums over one or more images. */
  static Scores of(MetricSums sums, Autoencoder model, int importanceSamples) {
    ImageScore sum = sums.sum();
    double n = sums.examples();
    double mse = sum.squaredError() / n;
    boolean variational = model.latent().variational();
    return new Scores(
        sums.examples(),
        mse,
        mse > 0 ? -10 * Math.log10(mse) : null,
        model.likelihood().binary() ? sum.crossEntropy() / n : null,
        variational ? (sum.reconstruction() + sum.totalKl()) / n : null,
        sum.reconstruction() / n,
        variational ? sum.totalKl() / n : null,
        variational ? sum.importanceWeighted() / n : null,
        variational ? importanceSamples : null,
        variational && n > 1 ? standardError(sums) : null,
        variational ? activeUnits(sums) : null,
        variational ? Arrays.stream(sum.kl()).mapToObj(kl -> kl / n).toList() : null);
  }

  private static double standardError(MetricSums sums) {
    double n = sums.examples();
    double variance =
        variance(n, sums.sum().importanceWeighted(), sums.squares().importanceWeighted());
    return Math.sqrt(variance / (n - 1));
  }

  private static int activeUnits(MetricSums sums) {
    double[] mean = sums.sum().mean();
    double[] squares = sums.squares().mean();
    return (int)
        IntStream.range(0, mean.length)
            .filter(
                unit ->
                    variance((double) sums.examples(), mean[unit], squares[unit])
                        > EmbeddingFigures.ACTIVE_VARIANCE)
            .count();
  }

  private static double variance(double n, double sum, double squares) {
    return Math.max(0, squares / n - sum / n * (sum / n));
  }
}
