package io.nightjar.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import io.nightjar.kernel.Kernel.Tensor;
import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reduction;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Cross-entropy of probabilities given as logits l from targets x in [0, 1]: log(1 + exp l) − x l,
 * in nats. Arrays are (rows, columns), float32, row by row.
 */
public final class CrossEntropy {
  private final Kernel product;
  private final Kernel productWithRow;
  private final Kernel difference;
  private final Kernel sum;
  private final Kernel softplus;
  private final Kernel sigmoid;
  private final FloatPointer products;
  private final FloatPointer terms;
  private final FloatPointer row;
  private final FloatPointer sums;

  private CrossEntropy(long rows, long columns) {
    memory.desc table = OneDnn.tensor(memory.format_tag.ab, rows, columns);
    memory.desc column = OneDnn.tensor(memory.format_tag.ab, rows, 1);
    Tensor from = new Tensor(DNNL_ARG_SRC, table);
    Tensor to = new Tensor(DNNL_ARG_DST, table);
    product = two(algorithm.binary_mul, table, table);
    productWithRow =
        two(algorithm.binary_mul, table, OneDnn.tensor(memory.format_tag.ab, 1, columns));
    difference = two(algorithm.binary_sub, table, table);
    softplus = new Kernel(OneDnn.function(algorithm.eltwise_soft_relu, 1, table), from, to);
    sigmoid = new Kernel(OneDnn.function(algorithm.eltwise_logistic, 0, table), from, to);
    sum =
        new Kernel(
            new reduction.primitive_desc(
                OneDnn.ENGINE,
                algorithm.reduction_sum,
                table,
                column,
                0,
                0,
                OneDnn.attributes(),
                false),
            from,
            new Tensor(DNNL_ARG_DST, column));
    products = new FloatPointer(rows * columns);
    terms = new FloatPointer(rows * columns);
    row = new FloatPointer(columns);
    sums = new FloatPointer(rows);
  }

  /** Of a table and another, or a row that every row meets. */
  private static Kernel two(algorithm operation, memory.desc table, memory.desc second) {
    return new Kernel(
        new binary.primitive_desc(
            OneDnn.ENGINE, operation, table, second, table, OneDnn.attributes(), false),
        new Tensor(DNNL_ARG_SRC_0, table),
        new Tensor(DNNL_ARG_SRC_1, second),
        new Tensor(DNNL_ARG_DST, table));
  }

  /** The calling thread's, made once for each size. */
  public static CrossEntropy of(long rows, long columns) {
    return OneDnn.current()
        .crossEntropies()
        .get(List.of(rows, columns), () -> new CrossEntropy(rows, columns));
  }

  /**
   * Each row's sum.
   *
   * @param nats (rows, 1)
   */
  public void nats(Pointer targets, Pointer logits, Pointer nats) {
    product.run(logits, targets, products);
    sum(logits, nats);
  }

  /**
   * Each row's sum, all from the same targets.
   *
   * @param targets one row of them
   * @param logits (rows, columns) or more, which is ignored
   * @return one number a row
   */
  public float[] nats(float[] targets, float[] logits) {
    row.put(targets);
    terms.put(logits, 0, (int) terms.capacity());
    productWithRow.run(terms, row, products);
    sum(terms, sums);
    float[] nats = new float[(int) sums.capacity()];
    sums.get(nats);
    return nats;
  }

  private void sum(Pointer logits, Pointer nats) {
    softplus.run(logits, terms);
    difference.run(terms, products, terms);
    sum.run(terms, nats);
  }

  /** By the logits: sigmoid(l) − x. */
  public void gradient(Pointer targets, Pointer logits, Pointer byLogits) {
    sigmoid.run(logits, byLogits);
    difference.run(byLogits, targets, byLogits);
  }
}
