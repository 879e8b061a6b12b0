package io.nightjar.evaluation;

import io.nightjar.CounterRandom;
import io.nightjar.bundle.Latents;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.ImageShape;
import io.nightjar.model.Activation;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.DenseArchitecture;
import io.nightjar.model.GaussianLikelihood;
import io.nightjar.model.Latent;
import io.nightjar.model.Objective;
import java.util.List;

/**
 * x = W z + ½ + σ n for three pixels and two latents: log p(x) and the true posterior are known in
 * closed form. W's columns are orthogonal, so the posterior is diagonal. The encoder is off: its
 * means lie beside the true ones, its deviations are wider.
 */
final class LinearGaussianNetwork implements LatentEncoder {
  static final double NOISE = 0.3;
  static final int PIXELS = 3;

  private static final double[][] COLUMNS = {{0.4, 0.2, 0.1}, {0.1, -0.2, 0}};
  private static final double OFFSET = 0.1;
  private static final double WIDENED = 1.2;

  static Autoencoder model() {
    return new Autoencoder(
        new DenseArchitecture(List.of(2), Activation.IDENTITY),
        new ImageShape(1, 1, PIXELS),
        new Latent(COLUMNS.length, Latent.Kind.VARIATIONAL),
        new Objective(new GaussianLikelihood(NOISE), 1));
  }

  /** Noise. */
  static byte[] images(int count) {
    byte[] images = new byte[count * PIXELS];
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) CounterRandom.bits(3, i);
    }
    return images;
  }

  /** Deviation of the true posterior: 1 / (1 + |w|² / σ²), its root. */
  private static double deviation(double[] column) {
    return Math.sqrt(1 / (1 + dot(column, column) / (NOISE * NOISE)));
  }

  private static double mean(double[] column, double[] centred) {
    return Math.pow(deviation(column), 2) * dot(column, centred) / (NOISE * NOISE);
  }

  private static double[] centred(byte[] pixels, int image) {
    double[] centred = new double[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      centred[i] = (pixels[image * PIXELS + i] & 0xff) / 255.0 - 0.5;
    }
    return centred;
  }

  /**
   * −log N(x; ½, W Wᵀ + σ² I), by its eigenvectors: the columns of W, with |w|² + σ², and what is
   * orthogonal to them, with σ².
   */
  static double exactNats(byte[] pixels, int image) {
    double[] x = centred(pixels, image);
    double rest = dot(x, x);
    double nats = 0.5 * PIXELS * Math.log(2 * Math.PI) + (PIXELS - 2) * Math.log(NOISE);
    for (double[] column : COLUMNS) {
      double square = dot(column, column);
      double along = dot(column, x) * dot(column, x) / square;
      double variance = square + NOISE * NOISE;
      nats += 0.5 * (along / variance + Math.log(variance));
      rest -= along;
    }
    return nats + 0.5 * rest / (NOISE * NOISE);
  }

  /**
   * KL from the encoder's to the true posterior: by how much the ELBO is too low, for any image.
   */
  static double exactGap() {
    double gap = 0;
    for (double[] column : COLUMNS) {
      double offset = OFFSET / deviation(column);
      gap += 0.5 * (WIDENED * WIDENED + offset * offset - 1) - Math.log(WIDENED);
    }
    return gap;
  }

  @Override
  public Latents encode(byte[] pixels, int count) {
    float[] means = new float[2 * count];
    float[] stddevs = new float[2 * count];
    for (int i = 0; i < means.length; i++) {
      double[] column = COLUMNS[i % 2];
      means[i] = (float) (mean(column, centred(pixels, i / 2)) + OFFSET);
      stddevs[i] = (float) (WIDENED * deviation(column));
    }
    return new Latents(count, 2, means, stddevs);
  }

  @Override
  public float[] logits(float[] latents, int count) {
    float[] pixels = new float[count * PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      int latent = i / PIXELS * 2;
      int pixel = i % PIXELS;
      double value =
          COLUMNS[0][pixel] * latents[latent] + COLUMNS[1][pixel] * latents[latent + 1] + 0.5;
      pixels[i] = (float) value;
    }
    return pixels;
  }

  @Override
  public float[] decode(float[] latents, int count) {
    return logits(latents, count);
  }

  @Override
  public void close() {}

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
