package io.nightjar.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Each pixel Gaussian around the decoder's output with one fixed deviation: (x − μ)² / 2σ² + log σ
 * + ½ log 2π.
 *
 * @param stddev σ in pixel units, pixels in [0, 1]; above 0
 */
public record GaussianLikelihood(double stddev) implements Likelihood {
  static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  public GaussianLikelihood {
    if (!(stddev > 0) || Double.isInfinite(stddev)) {
      throw new IllegalArgumentException(
          "gaussian-stddev: %s (expected a number above 0)".formatted(stddev));
    }
  }

  @Override
  public int depth() {
    return 1;
  }

  @Override
  public boolean binary() {
    return false;
  }

  @Override
  public INDArray nats(INDArray pixels, INDArray logits) {
    INDArray error = pixels.sub(logits);
    double constant = logits.size(1) * (Math.log(stddev) + HALF_LOG_TWO_PI);
    return error.muli(error).sum(true, 1).muli(0.5 / (stddev * stddev)).addi(constant);
  }

  @Override
  public INDArray gradient(INDArray pixels, INDArray logits) {
    return logits.sub(pixels).muli(1 / (stddev * stddev));
  }

  @Override
  public double nats(float[] pixels, float[] logits, int example) {
    double squares = 0;
    int offset = example * pixels.length;
    for (int i = 0; i < pixels.length; i++) {
      double error = (double) pixels[i] - logits[offset + i];
      squares += error * error;
    }
    return squares / (2 * stddev * stddev) + pixels.length * (Math.log(stddev) + HALF_LOG_TWO_PI);
  }

  @Override
  public double natsOfMeanImage(PixelMoments fitted, PixelMoments images) {
    double nats = 0;
    for (int i = 0; i < fitted.mean().length; i++) {
      nats += nats(fitted, images, i, stddev * stddev);
    }
    return nats;
  }

  /** A pixel value's part of that: E[(x − μ)²] / 2σ² + ½ log σ² + ½ log 2π. */
  static double nats(PixelMoments fitted, PixelMoments images, int i, double variance) {
    double off = images.mean()[i] - fitted.mean()[i];
    double squares = off * off + images.variance()[i];
    return squares / (2 * variance) + 0.5 * Math.log(variance) + HALF_LOG_TWO_PI;
  }

  @Override
  public INDArray mean(INDArray logits) {
    return logits.dup();
  }

  @Override
  public Linear linear(double pixel) {
    return new Linear(pixel, 1, stddev * stddev);
  }

  @Override
  public boolean sigmoid() {
    return false;
  }
}
