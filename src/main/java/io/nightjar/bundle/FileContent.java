package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What a file is to hold, written piece by piece: it may be larger than any array. */
@FunctionalInterface
public interface FileContent {
  /** Writes all of it, the same each time; leaves the stream open. */
  void writeTo(OutputStream out) throws IOException;

  /** These bytes; not copied, not to be changed. */
  static FileContent of(byte[] bytes) {
    return out -> out.write(bytes);
  }

  /**
   * Makes something of a file's content.
   *
   * @param <T> what
   */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * Reads what it needs.
     *
     * @param in the file from its start
     * @param length of the file, in bytes
     * @throws io.nightjar.InvalidInputException what is wrong with the content, in one line that
     *     does not name the file
     */
    T read(InputStream in, long length) throws IOException;

    /**
     * Reads a whole file into memory, unless it is too long: that is told before anything is read.
     *
     * @param limit bytes that it may have, at most those of an array
     */
    static Reader<byte[]> whole(long limit) {
      return (in, length) -> {
        if (length > limit) {
          throw new InvalidInputException(
              "%,d bytes are too many (expected %,d at most)".formatted(length, limit));
        }
        byte[] bytes = new byte[(int) length];
        new DataInputStream(in).readFully(bytes);
        return bytes;
      };
    }
  }
}
