package io.nightjar.training;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A contiguous part of one worker's numbers, on its way to where that part of all workers is
 * averaged.
 *
 * @param worker place in the partition order
 * @param examples that the worker has seen
 * @param numbers float32, little-endian: Java writes a byte array in one go
 */
@SuppressWarnings("ArrayRecordComponent") // moved, never compared by value
record StateSlice(int worker, long examples, byte[] numbers) implements Serializable {

  static StateSlice of(int worker, long examples, float[] values, int from, int to) {
    byte[] numbers = new byte[(to - from) * Float.BYTES];
    wrap(numbers).asFloatBuffer().put(values, from, to - from);
    return new StateSlice(worker, examples, numbers);
  }

  float[] values() {
    float[] values = new float[numbers.length / Float.BYTES];
    wrap(numbers).asFloatBuffer().get(values);
    return values;
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
