package io.nightjar.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.nightjar.kernel.Kernel.Tensor;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A layer's arithmetic for one batch size, forward and backward, its non-linearity included. All
 * memory is the caller's, float32, in the layouts of its {@link LayerShape}. Not thread-safe.
 */
public final class LayerKernel {
  /** oneDNN's own transposed convolution to so few runs at a thirtieth of the machine's speed. */
  private static final int FEW_CHANNELS = 4;

  /** y = f(x W + b). */
  interface Forward {
    void run(Pointer x, Pointer weights, Pointer bias, Pointer y);
  }

  private final Forward forward;
  private final Kernel activationGradient;
  private final Kernel backwardData;
  private final Packing backwardWeightsIn;
  private final Kernel backwardWeights;
  private final Packing weightGradient;
  private final FloatPointer noBias;
  private final FloatPointer ignored;

  /**
   * @param batch examples
   * @param alpha of {@link Nonlinearity#RELU} and {@link Nonlinearity#ELU}
   */
  public LayerKernel(LayerShape shape, long batch, Nonlinearity nonlinearity, double alpha) {
    primitive_attr activation = OneDnn.attributes();
    nonlinearity.follow(activation, alpha);
    LayerShape.Primitives primitives = shape.primitives(batch, activation);
    memory.desc x = shape.input(batch);
    memory.desc y = shape.output(batch);
    forward =
        shape instanceof TransposedConvolution transposed
                && nonlinearity == Nonlinearity.IDENTITY
                && transposed.outputs() <= FEW_CHANNELS
            ? new ColumnsToImage(transposed, batch)
            : new PackedForward(shape, batch, primitives.forward());
    activationGradient =
        nonlinearity == Nonlinearity.IDENTITY
            ? null
            : new Kernel(
                nonlinearity.gradient(y, alpha),
                new Tensor(DNNL_ARG_DST, y),
                new Tensor(DNNL_ARG_DIFF_DST, y),
                new Tensor(DNNL_ARG_DIFF_SRC, y));
    memory.desc wBack = primitives.backwardData().weights_desc();
    backwardData =
        new Kernel(
            primitives.backwardData(),
            new Tensor(DNNL_ARG_DIFF_DST, y),
            new Tensor(DNNL_ARG_WEIGHTS, wBack),
            new Tensor(DNNL_ARG_DIFF_SRC, x));
    backwardWeightsIn = new Packing(shape.weights(), wBack);
    memory.desc dw = primitives.backwardWeights().diff_weights_desc();
    backwardWeights =
        new Kernel(
            primitives.backwardWeights(),
            new Tensor(DNNL_ARG_SRC, x),
            new Tensor(DNNL_ARG_DIFF_DST, y),
            new Tensor(DNNL_ARG_DIFF_WEIGHTS, dw),
            new Tensor(DNNL_ARG_DIFF_BIAS, shape.bias()));
    weightGradient = new Packing(shape.weights(), dw);
    noBias = new FloatPointer(new float[(int) shape.outputs()]);
    ignored = new FloatPointer(shape.outputs());
  }

  /**
   * y = f(x W + b).
   *
   * @param bias null for none
   */
  public void forward(Pointer x, Pointer weights, Pointer bias, Pointer y) {
    forward.run(x, weights, bias == null ? noBias : bias, y);
  }

  /**
   * From the gradient by y to that by x W + b, in place.
   *
   * @param y what {@link #forward} gave
   */
  public void backwardNonlinearity(Pointer y, Pointer gradient) {
    if (activationGradient != null) {
      activationGradient.run(y, gradient, gradient);
    }
  }

  /** To the gradient by x, from that by x W + b. */
  public void backwardInput(Pointer gradient, Pointer weights, Pointer byInput) {
    backwardData.run(gradient, backwardWeightsIn.packed(weights), byInput);
  }

  /**
   * To the gradients by the weights and the bias, from that by x W + b.
   *
   * @param byBias null for none
   */
  public void backwardWeights(Pointer x, Pointer gradient, Pointer byWeights, Pointer byBias) {
    backwardWeights.run(
        x, gradient, weightGradient.target(byWeights), byBias == null ? ignored : byBias);
    weightGradient.unpack(byWeights);
  }
}
