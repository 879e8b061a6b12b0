package io.nightjar.model;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Each pixel Gaussian around the decoder's first output, with a deviation that the decoder's second
 * output r gives: log σ² = b + softplus(r − b), so that σ² is above e^b whatever the decoder says.
 * An image of one flat colour, which can be explained exactly, would draw σ to 0 and the loss to
 * −∞.
 *
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, appendix C.2</a>
 * @see <a href="https://arxiv.org/abs/1805.12114">Chua et al. 2018, appendix A.1</a>
 */
public record LearnedGaussianLikelihood() implements Likelihood {
  /** b: σ is at least 1/200, near the step between two grey levels. */
  static final double LEAST_LOG_VARIANCE = -2 * Math.log(200);

  @Override
  public int depth() {
    return 2;
  }

  @Override
  public boolean binary() {
    return false;
  }

  /** ½ (x − μ)² / σ² + ½ log σ² + ½ log 2π. */
  @Override
  public INDArray nats(INDArray pixels, INDArray logits) {
    INDArray logVariance = logVariance(logits);
    INDArray error = pixels.sub(mean(logits));
    INDArray nats = error.muli(error).muli(Transforms.exp(logVariance.neg(), false));
    nats.addi(logVariance).muli(0.5);
    return nats.sum(true, 1).addi(pixels.size(1) * GaussianLikelihood.HALF_LOG_TWO_PI);
  }

  /** By μ: (μ − x) / σ²; by r: ½ (1 − (x − μ)² / σ²) sigmoid(r − b). */
  @Override
  public INDArray gradient(INDArray pixels, INDArray logits) {
    INDArray error = mean(logits).subi(pixels);
    INDArray byMean = error.mul(Transforms.exp(logVariance(logits).negi(), false));
    INDArray slope = Transforms.sigmoid(raw(logits).sub(LEAST_LOG_VARIANCE), false);
    INDArray byRaw = error.muli(byMean).rsubi(1).muli(0.5).muli(slope);
    return Nd4j.concat(1, byMean, byRaw);
  }

  @Override
  public double nats(float[] pixels, float[] logits, int example) {
    double nats = 0;
    int offset = example * 2 * pixels.length;
    for (int i = 0; i < pixels.length; i++) {
      double error = (double) pixels[i] - logits[offset + i];
      double raw = logits[offset + pixels.length + i] - LEAST_LOG_VARIANCE;
      double logVariance =
          LEAST_LOG_VARIANCE + Math.max(raw, 0) + Math.log(1 + Math.exp(-Math.abs(raw)));
      nats += 0.5 * (error * error * Math.exp(-logVariance) + logVariance);
    }
    return nats + pixels.length * GaussianLikelihood.HALF_LOG_TWO_PI;
  }

  @Override
  public double natsOfMeanImage(PixelMoments fitted, PixelMoments images) {
    double nats = 0;
    for (int i = 0; i < fitted.mean().length; i++) {
      double variance = Math.max(fitted.variance()[i], Math.exp(LEAST_LOG_VARIANCE));
      nats += GaussianLikelihood.nats(fitted, images, i, variance);
    }
    return nats;
  }

  @Override
  public INDArray mean(INDArray logits) {
    return logits.get(NDArrayIndex.all(), NDArrayIndex.interval(0, logits.size(1) / 2)).dup('c');
  }

  /** The deviation of an output of zeros is one. */
  @Override
  public Linear linear(double pixel) {
    return new Linear(pixel, 1, 1);
  }

  @Override
  public boolean sigmoid() {
    return false;
  }

  private static INDArray raw(INDArray logits) {
    long size = logits.size(1) / 2;
    return logits.get(NDArrayIndex.all(), NDArrayIndex.interval(size, 2 * size));
  }

  /** A new array. */
  private static INDArray logVariance(INDArray logits) {
    INDArray shifted = raw(logits).sub(LEAST_LOG_VARIANCE);
    // softplus(r) = max(r, 0) + log(1 + exp(−|r|)): exp never sees a positive number.
    INDArray softplus = Transforms.exp(Transforms.abs(shifted, true).negi(), false);
    Transforms.log(softplus.addi(1), false);
    return softplus.addi(Transforms.max(shifted, 0, true)).addi(LEAST_LOG_VARIANCE);
  }
}
