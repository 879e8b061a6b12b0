package io.nightjar.kernel;

import static org.bytedeco.dnnl.global.dnnl.algorithm;

import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/** What a layer does to each of its outputs; each one's derivative follows from its result. */
public enum Nonlinearity {
  IDENTITY(algorithm.eltwise_linear, algorithm.eltwise_linear),
  /** max(x, αx). */
  RELU(algorithm.eltwise_relu, algorithm.eltwise_relu_use_dst_for_bwd),
  /** x, or α (exp(x) − 1) below 0. */
  ELU(algorithm.eltwise_elu, algorithm.eltwise_elu_use_dst_for_bwd),
  TANH(algorithm.eltwise_tanh, algorithm.eltwise_tanh_use_dst_for_bwd);

  private final algorithm forward;
  private final algorithm backward;

  Nonlinearity(algorithm forward, algorithm backward) {
    this.forward = forward;
    this.backward = backward;
  }

  /** Has a primitive do this to its result. */
  void follow(primitive_attr attributes, double alpha) {
    if (this != IDENTITY) {
      post_ops then = new post_ops();
      then.append_eltwise(forward, (float) alpha, 0);
      attributes.set_post_ops(then);
    }
  }

  /** The gradient by what came in, from the result and the gradient by it. */
  eltwise_backward.primitive_desc gradient(memory.desc result, double alpha) {
    eltwise_forward.primitive_desc hint =
        new eltwise_forward.primitive_desc(
            OneDnn.ENGINE,
            prop_kind.forward_training,
            backward,
            result,
            result,
            (float) alpha,
            0,
            OneDnn.attributes(),
            false);
    return new eltwise_backward.primitive_desc(
        OneDnn.ENGINE,
        backward,
        result,
        result,
        result,
        (float) alpha,
        0,
        hint,
        OneDnn.attributes(),
        false);
  }
}
