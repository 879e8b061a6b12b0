package io.nightjar.bundle;

import java.util.List;

/**
 * One parameter of a network, in the layout that PyTorch users expect.
 *
 * @param name vertex and role, for example {@code encoder.0.weight}
 * @param shape sizes, each 0 or more; empty for a scalar
 * @param values float32 in C order, as many as the shape has; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // large, read once, never compared
public record NamedTensor(String name, List<Integer> shape, float[] values) {
  public NamedTensor {
    shape = List.copyOf(shape);
    long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (size != values.length) {
      throw new IllegalArgumentException(
          "tensor %s: %d values (expected %d for shape %s)"
              .formatted(name, values.length, size, shape));
    }
  }
}
