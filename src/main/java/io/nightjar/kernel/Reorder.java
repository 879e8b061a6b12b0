package io.nightjar.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.Pointer;

/** Copies a tensor into another order in memory. Not thread-safe. */
public final class Reorder {
  private final Kernel kernel;

  Reorder(memory.desc from, memory.desc to) {
    kernel =
        new Kernel(
            new reorder.primitive_desc(
                OneDnn.ENGINE, from, OneDnn.ENGINE, to, OneDnn.attributes(), false),
            new Kernel.Tensor(DNNL_ARG_FROM, from),
            new Kernel.Tensor(DNNL_ARG_TO, to));
  }

  /**
   * Of images of this shape, float32.
   *
   * @param from order of the source
   * @param to order of the copy
   */
  public static Reorder of(
      ImageOrder from, ImageOrder to, long batch, long channels, long height, long width) {
    return new Reorder(
        from.tensor(batch, channels, height, width), to.tensor(batch, channels, height, width));
  }

  public void run(Pointer from, Pointer to) {
    kernel.run(from, to);
  }
}
