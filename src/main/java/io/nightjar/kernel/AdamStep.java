package io.nightjar.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_SCALES;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import io.nightjar.kernel.Kernel.Tensor;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Adam over so many numbers at once, few enough that they stay in a core's cache between the four
 * passes over them. Not thread-safe.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2014, algorithm 1 with the step size
 *     of section 2</a>
 */
final class AdamStep {
  private final Kernel first;
  private final Kernel second;
  private final Kernel denominator;
  private final Kernel quotient;
  private final FloatPointer roots;
  private final FloatPointer zero = new FloatPointer(0f);

  /**
   * @param count numbers
   * @param decay of the second moment, β₂
   * @param epsilon added to its root
   */
  AdamStep(long count, double decay, double epsilon) {
    memory.desc numbers = OneDnn.tensor(memory.format_tag.a, count);
    memory.desc one = OneDnn.tensor(memory.format_tag.a, 1);
    Tensor scale0 = new Tensor(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_0, one);
    Tensor scale1 = new Tensor(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_1, one);
    Tensor left = new Tensor(DNNL_ARG_SRC_0, numbers);
    Tensor right = new Tensor(DNNL_ARG_SRC_1, numbers);
    Tensor result = new Tensor(DNNL_ARG_DST, numbers);
    first =
        new Kernel(
            two(algorithm.binary_add, numbers, scaled(DNNL_ARG_SRC_0, DNNL_ARG_SRC_1)),
            left,
            right,
            result,
            scale0,
            scale1);
    primitive_attr decayed = scaled(DNNL_ARG_SRC_0);
    post_ops onto = new post_ops();
    onto.append_sum((float) decay, 0, memory.data_type.undef);
    decayed.set_post_ops(onto);
    second = new Kernel(two(algorithm.binary_mul, numbers, decayed), left, right, result, scale0);
    denominator =
        new Kernel(
            new binary.primitive_desc(
                OneDnn.ENGINE, algorithm.binary_add, numbers, one, numbers, root(epsilon), false),
            left,
            new Tensor(DNNL_ARG_SRC_1, one),
            result);
    quotient =
        new Kernel(
            two(algorithm.binary_div, numbers, scaled(DNNL_ARG_SRC_0)),
            left,
            right,
            result,
            scale0);
    roots = new FloatPointer(count);
  }

  private static primitive_attr scaled(int... arguments) {
    primitive_attr attributes = OneDnn.attributes();
    for (int argument : arguments) {
      attributes.set_scales_mask(argument, 0);
    }
    return attributes;
  }

  private static binary.primitive_desc two(
      algorithm operation, memory.desc numbers, primitive_attr attributes) {
    return new binary.primitive_desc(
        OneDnn.ENGINE, operation, numbers, numbers, numbers, attributes, false);
  }

  /** The sum's root, plus ε. */
  private static primitive_attr root(double epsilon) {
    primitive_attr attributes = OneDnn.attributes();
    post_ops then = new post_ops();
    then.append_eltwise(algorithm.eltwise_sqrt, 0, 0);
    then.append_eltwise(algorithm.eltwise_linear, 1, (float) epsilon);
    attributes.set_post_ops(then);
    return attributes;
  }

  /**
   * Moves the moments on, and puts what is to be subtracted from the parameters in the gradient's
   * place.
   *
   * @param m first moment
   * @param v second moment
   */
  void run(Pointer gradient, Pointer m, Pointer v, Adam.Scales scales) {
    first.run(m, gradient, m, scales.firstDecay(), scales.firstGain());
    second.run(gradient, gradient, v, scales.secondGain());
    denominator.run(v, zero, roots);
    quotient.run(m, roots, gradient, scales.stepSize());
  }
}
