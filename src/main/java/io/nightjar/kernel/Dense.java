package io.nightjar.kernel;

import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/**
 * y = x W + b; x (batch, inputs), y (batch, outputs), the weights one output's after the other's.
 *
 * @param inputs 1 or more
 * @param outputs 1 or more
 */
public record Dense(long inputs, long outputs) implements LayerShape {
  @Override
  public memory.desc input(long batch) {
    return OneDnn.tensor(memory.format_tag.ab, batch, inputs);
  }

  @Override
  public memory.desc output(long batch) {
    return OneDnn.tensor(memory.format_tag.ab, batch, outputs);
  }

  @Override
  public memory.desc weights() {
    return OneDnn.tensor(memory.format_tag.ab, outputs, inputs);
  }

  @Override
  public long[] outputSizes(long batch) {
    return new long[] {batch, outputs};
  }

  @Override
  public Primitives primitives(long batch, primitive_attr activation) {
    memory.desc x = input(batch);
    memory.desc y = output(batch);
    var forward =
        new inner_product_forward.primitive_desc(
            OneDnn.ENGINE, prop_kind.forward_training, x, weights(), bias(), y, activation, false);
    return new Primitives(
        forward,
        new inner_product_backward_data.primitive_desc(
            OneDnn.ENGINE, x, weights(), y, forward, OneDnn.attributes(), false),
        new inner_product_backward_weights.primitive_desc(
            OneDnn.ENGINE, x, weights(), bias(), y, forward, OneDnn.attributes(), false));
  }
}
