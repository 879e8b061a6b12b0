package io.nightjar.kernel;

import org.bytedeco.dnnl.deconvolution_backward_data;
import org.bytedeco.dnnl.deconvolution_backward_weights;
import org.bytedeco.dnnl.deconvolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/**
 * A transposed convolution of (batch, channels, height, width), the gradient of a {@link
 * Convolution}; weights (channels, outputs, kernel, kernel).
 *
 * @param channels of the input
 * @param height of the input
 * @param width of the input
 * @param outputs channels of the output
 * @param window how it moves
 */
public record TransposedConvolution(
    long channels, long height, long width, long outputs, Window window) implements SlidingWindow {
  @Override
  public long[] outputSizes(long batch) {
    return new long[] {batch, outputs, window.transposed(height), window.transposed(width)};
  }

  @Override
  public memory.desc weights() {
    return weights(memory.format_tag.bacd);
  }

  @Override
  public Primitives primitives(long batch, primitive_attr activation) {
    memory.desc x = input(batch);
    memory.desc y = output(batch);
    memory.desc w = weights(memory.format_tag.any);
    int direct = algorithm.deconvolution_direct.value;
    var forward =
        new deconvolution_forward.primitive_desc(
            OneDnn.ENGINE,
            prop_kind.forward_training.value,
            direct,
            x,
            w,
            bias(),
            y,
            window.strides(),
            window.paddings(),
            window.paddings(),
            activation,
            false);
    return new Primitives(
        forward,
        new deconvolution_backward_data.primitive_desc(
            OneDnn.ENGINE,
            direct,
            x,
            w,
            y,
            window.strides(),
            window.paddings(),
            window.paddings(),
            forward,
            OneDnn.attributes(),
            false),
        new deconvolution_backward_weights.primitive_desc(
            OneDnn.ENGINE,
            direct,
            x,
            w,
            bias(),
            y,
            window.strides(),
            window.paddings(),
            window.paddings(),
            forward,
            OneDnn.attributes(),
            false));
  }
}
