package io.nightjar.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import io.nightjar.kernel.Kernel.Tensor;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * y = a ⊙ sigmoid(b), and its gradient. Arrays are float32, row by row: (rows, 2 × columns) of a
 * and then b, and (rows, columns). Goes through them some rows at a time, few enough to stay in a
 * core's cache, so that one of these serves every shape.
 *
 * <p>The sigmoid is oneDNN's; the products are loops over Java's arrays, since oneDNN's binary
 * operations want whole rows.
 */
public final class GateKernel {
  /** Numbers of a and b at once: with gates and products 256 KB. */
  private static final int AT_ONCE = 16_384;

  private final Kernel sigmoid;
  private final FloatPointer scratch;
  private final float[] halves;
  private final float[] gates;
  private final float[] products;

  private GateKernel(int numbers) {
    memory.desc flat = OneDnn.tensor(memory.format_tag.a, numbers);
    sigmoid =
        new Kernel(
            OneDnn.function(algorithm.eltwise_logistic, 0, flat),
            new Tensor(DNNL_ARG_SRC, flat),
            new Tensor(DNNL_ARG_DST, flat));
    scratch = new FloatPointer(new float[numbers]);
    halves = new float[numbers];
    gates = new float[numbers];
    products = new float[numbers / 2];
  }

  /** The calling thread's, which takes rows of that many columns of y. */
  public static GateKernel of(int columns) {
    OneDnn here = OneDnn.current();
    if (here.gate() == null || here.gate().products.length < columns) {
      here.setGate(new GateKernel(Math.max(AT_ONCE, Math.multiplyExact(2, columns))));
    }
    return here.gate();
  }

  /** To y. */
  public void forward(long rows, int columns, Pointer ab, Pointer y) {
    int most = products.length / columns;
    for (long row = 0; row < rows; row += most) {
      int count = (int) Math.min(most, rows - row) * columns;
      open(ab, 2 * row * columns, 2 * count);
      for (int to = 0, from = 0; to < count; from += 2 * columns) {
        for (int end = to + columns, a = from; to < end; to++, a++) {
          products[to] = halves[a] * gates[a + columns];
        }
      }
      new FloatPointer(y).position(row * columns).put(products, 0, count);
    }
  }

  /** From the gradient by y to that by a and b: σ(b), and a σ(b) (1 − σ(b)), times it. */
  public void backward(long rows, int columns, Pointer ab, Pointer byY, Pointer byHalves) {
    int most = products.length / columns;
    for (long row = 0; row < rows; row += most) {
      int count = (int) Math.min(most, rows - row) * columns;
      open(ab, 2 * row * columns, 2 * count);
      new FloatPointer(byY).position(row * columns).get(products, 0, count);
      for (int from = 0, to = 0; from < count; to += 2 * columns) {
        for (int end = from + columns, a = to; from < end; from++, a++) {
          int b = a + columns;
          float byA = products[from] * gates[b];
          halves[b] = byA * halves[a] * (1 - gates[b]);
          halves[a] = byA;
        }
      }
      new FloatPointer(byHalves).position(2 * row * columns).put(halves, 0, 2 * count);
    }
  }

  /** Reads some numbers, and the sigmoid of each. */
  private void open(Pointer from, long position, int count) {
    new FloatPointer(from).position(position).get(halves, 0, count);
    scratch.put(halves, 0, count); // behind them lies what was there before
    sigmoid.run(scratch, scratch);
    scratch.get(gates, 0, count);
  }
}
