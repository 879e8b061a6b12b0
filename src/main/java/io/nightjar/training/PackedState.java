package io.nightjar.training;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A {@link NetworkState} on its way between JVMs, in pieces of bytes: Java writes a float array
 * number by number, which takes twice as long, and an array of all bytes would be one more copy of
 * the network on each side.
 */
final class PackedState implements Externalizable {
  private static final long serialVersionUID = 1L;

  /** Numbers at once: they stay in a core's cache. */
  private static final int PIECE = 8_192;

  private transient NetworkState state;

  /** For Java's deserialization. */
  public PackedState() {}

  PackedState(NetworkState state) {
    this.state = state;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    write(state.parameters(), out);
    write(state.updater(), out);
    out.writeInt(state.iteration());
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    state = new NetworkState(read(in), read(in), in.readInt());
  }

  /** Called by Java's deserialization. */
  private Object readResolve() {
    return state;
  }

  private static void write(float[] values, ObjectOutput out) throws IOException {
    out.writeInt(values.length);
    byte[] piece = piece(values.length);
    for (int from = 0; from < values.length; from += PIECE) {
      int count = Math.min(PIECE, values.length - from);
      wrap(piece).asFloatBuffer().put(values, from, count);
      out.write(piece, 0, count * Float.BYTES);
    }
  }

  private static float[] read(ObjectInput in) throws IOException {
    float[] values = new float[in.readInt()];
    byte[] piece = piece(values.length);
    for (int from = 0; from < values.length; from += PIECE) {
      int count = Math.min(PIECE, values.length - from);
      in.readFully(piece, 0, count * Float.BYTES);
      wrap(piece).asFloatBuffer().get(values, from, count);
    }
    return values;
  }

  private static byte[] piece(int numbers) {
    return new byte[Math.min(PIECE, numbers) * Float.BYTES];
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
