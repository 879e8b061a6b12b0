package io.nightjar.kernel;

import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;

/**
 * A kind of layer and its sizes. Weights lie in memory as DL4J has them, images with their channels
 * last.
 */
public sealed interface LayerShape permits Dense, SlidingWindow {
  memory.desc input(long batch);

  memory.desc output(long batch);

  /** The output's sizes, the batch first. */
  long[] outputSizes(long batch);

  /** As the caller has them; the primitives may want another order. */
  memory.desc weights();

  default memory.desc bias() {
    return OneDnn.tensor(memory.format_tag.a, outputs());
  }

  Primitives primitives(long batch, primitive_attr activation);

  /** Numbers in {@link #bias}: units, or channels. */
  long outputs();

  /**
   * What oneDNN computes a layer with.
   *
   * @param forward input, weights, bias to output
   * @param backwardData the output's gradient and weights to the input's gradient
   * @param backwardWeights input and the output's gradient to the gradients of weights and bias
   */
  record Primitives(
      primitive_desc_base forward,
      primitive_desc_base backwardData,
      primitive_desc_base backwardWeights) {}
}
