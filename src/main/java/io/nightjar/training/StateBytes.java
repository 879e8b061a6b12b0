package io.nightjar.training;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A {@link NetworkState}'s numbers as one run of bytes, and back: parameters and then updater
 * state, little-endian floats.
 *
 * @param parameters how many
 * @param updater how many
 * @param iteration of the network they come from
 */
record StateBytes(int parameters, int updater, int iteration) implements Serializable {

  static StateBytes of(NetworkState state) {
    return new StateBytes(state.parameters().length, state.updater().length, state.iteration());
  }

  /** Room for a state of this size. */
  ByteBuffer allocate() {
    return ByteBuffer.allocate(Float.BYTES * (parameters + updater)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A copy of a state of this size, ready to be read. */
  ByteBuffer pack(NetworkState state) {
    ByteBuffer bytes = allocate();
    bytes.asFloatBuffer().put(state.parameters()).put(state.updater());
    return bytes;
  }

  /**
   * The state in a buffer that has been filled.
   *
   * @throws IOException when bytes are missing
   */
  NetworkState unpack(ByteBuffer filled) throws IOException {
    if (filled.hasRemaining()) {
      throw new IOException("a network ends %d bytes early".formatted(filled.remaining()));
    }
    filled.flip();
    float[] first = new float[parameters];
    float[] second = new float[updater];
    filled.asFloatBuffer().get(first).get(second);
    return new NetworkState(first, second, iteration);
  }
}
