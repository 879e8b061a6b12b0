package io.nightjar.kernel;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Adam's rule over all of a network's parameters, chunk by chunk. Not thread-safe.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2014, algorithm 1</a>
 */
public final class Adam {
  /** Numbers of a chunk: five arrays of it fit a core's second-level cache. */
  private static final long CHUNK = 16_384;

  private final long count;
  private final double beta1;
  private final double beta2;
  private final AdamStep chunk;
  private final AdamStep last;
  private final Scales scales;

  /**
   * What a step multiplies by; each a single number.
   *
   * @param firstDecay β₁
   * @param firstGain (1 − β₁) / examples
   * @param secondGain (1 − β₂) / examples²
   * @param stepSize α √(1 − β₂ᵗ) / (1 − β₁ᵗ)
   */
  record Scales(
      FloatPointer firstDecay,
      FloatPointer firstGain,
      FloatPointer secondGain,
      FloatPointer stepSize) {}

  /**
   * @param count parameters
   * @param epsilon added to the second moment's root
   */
  public Adam(long count, double beta1, double beta2, double epsilon) {
    this.count = count;
    this.beta1 = beta1;
    this.beta2 = beta2;
    chunk = count < CHUNK ? null : new AdamStep(CHUNK, beta2, epsilon);
    last = count % CHUNK == 0 ? null : new AdamStep(count % CHUNK, beta2, epsilon);
    scales = new Scales(number(beta1), number(0), number(0), number(0));
  }

  private static FloatPointer number(double value) {
    return new FloatPointer((float) value);
  }

  /**
   * Moves the moments on, and puts what is to be subtracted from the parameters in the gradient's
   * place.
   *
   * @param gradient summed over the examples
   * @param m first moment
   * @param v second moment
   * @param examples that the gradient is the sum of
   * @param step 1 for the first
   * @param rate α
   */
  public void run(Pointer gradient, Pointer m, Pointer v, int examples, int step, double rate) {
    scales.firstGain().put((float) ((1 - beta1) / examples));
    scales.secondGain().put((float) ((1 - beta2) / examples / examples));
    double unbiased = Math.sqrt(1 - Math.pow(beta2, step)) / (1 - Math.pow(beta1, step));
    scales.stepSize().put((float) (rate * unbiased));
    for (long from = 0; from < count; from += CHUNK) {
      AdamStep part = count - from < CHUNK ? last : chunk;
      part.run(at(gradient, from), at(m, from), at(v, from), scales);
    }
  }

  private static Pointer at(Pointer start, long index) {
    return new FloatPointer(start).getPointer(index);
  }
}
