package io.nightjar.kernel;

import static org.bytedeco.dnnl.global.dnnl.scratchpad_mode;

import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * This process's oneDNN: its CPU engine and, for each thread, a stream and scratch memory.
 *
 * <p>Scratch memory is the caller's because a network is lent from thread to thread, and oneDNN's
 * own belongs to the thread that made the primitive.
 */
final class OneDnn {
  static final engine ENGINE = new engine(engine.kind.cpu, 0);

  private static final ThreadLocal<OneDnn> CURRENT = ThreadLocal.withInitial(OneDnn::new);

  private final stream order = new stream(ENGINE);
  private final Recent<CrossEntropy> crossEntropies = new Recent<>();
  private GateKernel gate;
  private BytePointer scratch = new BytePointer(1);

  private OneDnn() {}

  /** The calling thread's. */
  static OneDnn current() {
    return CURRENT.get();
  }

  stream stream() {
    return order;
  }

  /** At least so many bytes, of any content. */
  Pointer scratch(long bytes) {
    if (scratch.capacity() < bytes) {
      scratch.close();
      scratch = new BytePointer(bytes);
    }
    return scratch;
  }

  Recent<CrossEntropy> crossEntropies() {
    return crossEntropies;
  }

  /** Null before there is one. */
  GateKernel gate() {
    return gate;
  }

  void setGate(GateKernel made) {
    gate = made;
  }

  /** A function of each number of a tensor. */
  static eltwise_forward.primitive_desc function(
      algorithm function, float alpha, memory.desc tensor) {
    return new eltwise_forward.primitive_desc(
        ENGINE,
        prop_kind.forward_inference,
        function,
        tensor,
        tensor,
        alpha,
        0,
        attributes(),
        false);
  }

  /** Attributes of every primitive: scratch memory comes from outside. */
  static primitive_attr attributes() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(scratchpad_mode.user);
    return attributes;
  }

  /** A float32 tensor without gaps. */
  static memory.desc tensor(memory.format_tag order, long... sizes) {
    return new memory.desc(sizes, memory.data_type.f32, order);
  }
}
