package io.nightjar.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.javacpp.Pointer;

/** One oneDNN primitive and the tensors that it works on. Not thread-safe. */
final class Kernel {
  private final primitive operation;
  private final dnnl_exec_arg_t arguments;
  private final List<memory> memories = new ArrayList<>();
  private final long scratchBytes;

  /**
   * A tensor that a primitive reads or writes.
   *
   * @param role one of oneDNN's {@code DNNL_ARG_} numbers
   * @param layout shape and order in memory
   */
  record Tensor(int role, memory.desc layout) {}

  /**
   * @param tensors in the order in which {@link #run} takes their memory
   */
  Kernel(primitive_desc_base description, Tensor... tensors) {
    operation = new primitive(description.get());
    arguments = new dnnl_exec_arg_t(tensors.length + 1L);
    for (Tensor tensor : tensors) {
      add(tensor);
    }
    memory.desc scratch = description.scratchpad_desc();
    scratchBytes = scratch.get_size();
    add(new Tensor(DNNL_ARG_SCRATCHPAD, scratch));
    arguments.position(0);
  }

  private void add(Tensor tensor) {
    memory place = new memory(tensor.layout(), OneDnn.ENGINE, new Pointer());
    arguments.position(memories.size()).arg(tensor.role()).memory(place.get());
    memories.add(place);
  }

  /**
   * Computes.
   *
   * @param data where each tensor is
   * @throws IllegalStateException when oneDNN refuses
   */
  void run(Pointer... data) {
    OneDnn here = OneDnn.current();
    for (int i = 0; i < data.length; i++) {
      place(i, data[i]);
    }
    place(data.length, here.scratch(scratchBytes));
    require(
        dnnl_primitive_execute(operation.get(), here.stream().get(), memories.size(), arguments));
  }

  private void place(int tensor, Pointer data) {
    require(dnnl_memory_set_data_handle(memories.get(tensor).get(), data));
  }

  private static void require(int status) {
    if (status != dnnl_success) {
      throw new IllegalStateException("oneDNN refused with status " + status);
    }
  }
}
