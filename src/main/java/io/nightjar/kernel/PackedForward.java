package io.nightjar.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.nightjar.kernel.Kernel.Tensor;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.javacpp.Pointer;

/** One primitive, its weights in the order that it wants. */
final class PackedForward implements LayerKernel.Forward {
  private final Kernel kernel;
  private final Packing packing;

  PackedForward(LayerShape shape, long batch, primitive_desc_base primitive) {
    memory.desc weights = primitive.weights_desc();
    kernel =
        new Kernel(
            primitive,
            new Tensor(DNNL_ARG_SRC, shape.input(batch)),
            new Tensor(DNNL_ARG_WEIGHTS, weights),
            new Tensor(DNNL_ARG_BIAS, shape.bias()),
            new Tensor(DNNL_ARG_DST, shape.output(batch)));
    packing = new Packing(shape.weights(), weights);
  }

  @Override
  public void run(Pointer x, Pointer weights, Pointer bias, Pointer y) {
    kernel.run(x, packing.packed(weights), bias, y);
  }
}
