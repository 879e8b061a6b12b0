package io.nightjar.kernel;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Brings weights into the order that a primitive wants, and back; nothing to do where it is theirs.
 */
final class Packing {
  private final Reorder pack;
  private final Reorder unpack;
  private final BytePointer packed;

  /**
   * @param plain the caller's order
   * @param wanted the primitive's
   */
  Packing(memory.desc plain, memory.desc wanted) {
    boolean same = plain.equals(wanted);
    pack = same ? null : new Reorder(plain, wanted);
    unpack = same ? null : new Reorder(wanted, plain);
    packed = same ? null : new BytePointer(wanted.get_size());
  }

  /** The weights in the primitive's order. */
  Pointer packed(Pointer plain) {
    if (pack == null) {
      return plain;
    }
    pack.run(plain, packed);
    return packed;
  }

  /** Where the primitive is to write; call {@link #unpack} afterwards. */
  Pointer target(Pointer plain) {
    return unpack == null ? plain : packed;
  }

  void unpack(Pointer plain) {
    if (unpack != null) {
      unpack.run(packed, plain);
    }
  }
}
