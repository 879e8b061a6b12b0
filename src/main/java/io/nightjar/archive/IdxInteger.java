package io.nightjar.archive;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of whole numbers that an IDX file may have; floating point ones are none of them. */
enum IdxInteger {
  UNSIGNED_BYTE(0x08, Byte.BYTES) {
    @Override
    int read(DataInputStream in) throws IOException {
      return in.readUnsignedByte();
    }
  },
  BYTE(0x09, Byte.BYTES) {
    @Override
    int read(DataInputStream in) throws IOException {
      return in.readByte();
    }
  },
  SHORT(0x0B, Short.BYTES) {
    @Override
    int read(DataInputStream in) throws IOException {
      return in.readShort();
    }
  },
  INT(0x0C, Integer.BYTES) {
    @Override
    int read(DataInputStream in) throws IOException {
      return in.readInt();
    }
  };

  private final int code;
  private final int byteLength;

  IdxInteger(int code, int byteLength) {
    this.code = code;
    this.byteLength = byteLength;
  }

  /** By the third byte of the magic number. */
  static Optional<IdxInteger> of(int code) {
    return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
  }

  int byteLength() {
    return byteLength;
  }

  abstract int read(DataInputStream in) throws IOException;
}
