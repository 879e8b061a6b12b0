package io.nightjar.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import io.nightjar.kernel.Kernel.Tensor;
import java.util.List;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * y = a ⊙ sigmoid(b), and its gradient. Arrays are float32, row by row: (rows, 2 × columns) of a
 * and then b, and (rows, columns).
 *
 * <p>The sigmoid is oneDNN's; the products are loops over Java's arrays, since oneDNN's binary
 * operations want whole rows.
 */
public final class Gate {
  private final int columns;
  private final Kernel sigmoid;
  private final FloatPointer opened;
  private final float[] both;
  private final float[] gates;
  private final float[] results;

  private Gate(int rows, int columns) {
    this.columns = columns;
    memory.desc table = OneDnn.tensor(memory.format_tag.ab, rows, 2L * columns);
    sigmoid =
        new Kernel(
            new eltwise_forward.primitive_desc(
                OneDnn.ENGINE,
                prop_kind.forward_inference,
                algorithm.eltwise_logistic,
                table,
                table,
                0,
                0,
                OneDnn.attributes(),
                false),
            new Tensor(DNNL_ARG_SRC, table),
            new Tensor(DNNL_ARG_DST, table));
    both = new float[rows * 2 * columns];
    gates = new float[both.length];
    results = new float[rows * columns];
    opened = new FloatPointer(both.length);
  }

  /** The calling thread's, made once for each size. */
  public static Gate of(int rows, int columns) {
    return OneDnn.current().gates().get(List.of(rows, columns), () -> new Gate(rows, columns));
  }

  /** To y. */
  public void forward(Pointer halves, Pointer y) {
    open(halves);
    for (int to = 0, from = 0; to < results.length; from += 2 * columns) {
      for (int end = to + columns, a = from; to < end; to++, a++) {
        results[to] = both[a] * gates[a + columns];
      }
    }
    new FloatPointer(y).put(results);
  }

  /** From the gradient by y to that by a and b: σ(b), and a σ(b) (1 − σ(b)), times it. */
  public void backward(Pointer halves, Pointer byY, Pointer byHalves) {
    open(halves);
    new FloatPointer(byY).get(results);
    for (int from = 0, to = 0; from < results.length; to += 2 * columns) {
      for (int end = from + columns, a = to; from < end; from++, a++) {
        int b = a + columns;
        float byA = results[from] * gates[b];
        both[b] = byA * both[a] * (1 - gates[b]);
        both[a] = byA;
      }
    }
    new FloatPointer(byHalves).put(both);
  }

  private void open(Pointer halves) {
    sigmoid.run(halves, opened);
    opened.get(gates);
    new FloatPointer(halves).get(both);
  }
}
