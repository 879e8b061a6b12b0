package io.nightjar.bundle;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A tensor of a bundle as it lies in a graph: views of the graph's own memory, one after the other
 * along the first dimension.
 *
 * @param parts one or more, alike but for the first dimension
 */
record TensorParts(List<INDArray> parts) {

  static TensorParts of(INDArray... parts) {
    return new TensorParts(List.of(parts));
  }

  /** A vector, which DL4J keeps as a row. */
  static TensorParts vector(INDArray row) {
    return of(row.reshape(row.length()));
  }

  List<Integer> shape() {
    List<Integer> shape =
        new ArrayList<>(Arrays.stream(parts.get(0).shape()).mapToObj(Math::toIntExact).toList());
    shape.set(0, parts.stream().mapToInt(part -> Math.toIntExact(part.size(0))).sum());
    return shape;
  }

  /** A copy in C order. */
  NamedTensor read(String name) {
    FloatBuffer values =
        FloatBuffer.allocate(parts.stream().mapToInt(part -> (int) part.length()).sum());
    parts.forEach(part -> values.put(part.dup('c').data().asFloat()));
    return new NamedTensor(name, shape(), values.array());
  }

  /** Sets the graph's memory; the tensor has this one's shape. */
  void assign(NamedTensor tensor) {
    int from = 0;
    for (INDArray part : parts) {
      int to = from + (int) part.length();
      part.assign(Nd4j.create(Arrays.copyOfRange(tensor.values(), from, to), part.shape(), 'c'));
      from = to;
    }
  }
}
