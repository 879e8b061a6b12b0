package io.nightjar.model;

import io.nightjar.kernel.CrossEntropy;
import java.lang.ref.Reference;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Each pixel a Bernoulli variable of probability sigmoid(logit): cross-entropy, −x log p − (1 − x)
 * log(1 − p), for x = 0 or 1, and for a grey level x its mean over draws.
 *
 * <p>Written as {@code softplus(l) − x·l}, which neither overflows nor loses digits for any logit
 * l.
 *
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, appendix C.1</a>
 */
public record BernoulliLikelihood() implements Likelihood {
  private static final double LEAST_LINEAR = 0.1;

  @Override
  public int depth() {
    return 1;
  }

  @Override
  public boolean binary() {
    return true;
  }

  @Override
  public INDArray nats(INDArray pixels, INDArray logits) {
    if (Layouts.rows(pixels, logits)) {
      INDArray nats = Nd4j.createUninitialized(logits.dataType(), logits.size(0), 1);
      try {
        CrossEntropy.of(logits.size(0), logits.size(1))
            .nats(Layouts.data(pixels), Layouts.data(logits), Layouts.data(nats));
        return nats;
      } finally {
        Reference.reachabilityFence(pixels); // their memory is read through bare pointers
        Reference.reachabilityFence(logits);
      }
    }
    // softplus(l) = max(l, 0) + log(1 + exp(−|l|)): exp never sees a positive number.
    INDArray nats = Transforms.abs(logits, true).negi();
    Transforms.exp(nats, false);
    Transforms.log(nats.addi(1), false);
    nats.addi(Transforms.max(logits, 0, true)).subi(pixels.mul(logits));
    return nats.sum(true, 1);
  }

  @Override
  public INDArray gradient(INDArray pixels, INDArray logits) {
    if (Layouts.rows(pixels, logits)) {
      INDArray byLogits = Nd4j.createUninitialized(logits.dataType(), logits.shape());
      try {
        CrossEntropy.of(logits.size(0), logits.size(1))
            .gradient(Layouts.data(pixels), Layouts.data(logits), Layouts.data(byLogits));
        return byLogits;
      } finally {
        Reference.reachabilityFence(pixels);
        Reference.reachabilityFence(logits);
      }
    }
    return mean(logits).subi(pixels);
  }

  @Override
  public double nats(float[] pixels, float[] logits, int example) {
    double nats = 0;
    int offset = example * pixels.length;
    for (int i = 0; i < pixels.length; i++) {
      double logit = logits[offset + i];
      nats += Math.max(logit, 0) + Math.log(1 + Math.exp(-Math.abs(logit))) - pixels[i] * logit;
    }
    return nats;
  }

  /** Adds up thousands of logarithms, which oneDNN takes sixteen at a time. */
  @Override
  public double[] natsOfOne(float[] pixels, float[] logits, int count) {
    float[] nats = CrossEntropy.of(count, pixels.length).nats(pixels, logits);
    return IntStream.range(0, count).mapToDouble(z -> nats[z]).toArray();
  }

  /** Half an image more of either colour keeps a pixel that was always black from costing ∞. */
  @Override
  public double natsOfMeanImage(PixelMoments fitted, PixelMoments images) {
    double nats = 0;
    for (int i = 0; i < fitted.mean().length; i++) {
      double p = (fitted.images() * fitted.mean()[i] + 0.5) / (fitted.images() + 1);
      double x = images.mean()[i];
      nats -= x * Math.log(p) + (1 - x) * Math.log1p(-p);
    }
    return nats;
  }

  @Override
  public INDArray mean(INDArray logits) {
    return Transforms.sigmoid(logits, true);
  }

  /** Near black and white the line would be too steep to be of use. */
  @Override
  public Linear linear(double pixel) {
    double p = Math.min(1 - LEAST_LINEAR, Math.max(LEAST_LINEAR, pixel));
    double variance = p * (1 - p);
    return new Linear(Math.log(p / (1 - p)), 1 / variance, variance);
  }

  @Override
  public boolean sigmoid() {
    return true;
  }
}
