package io.nightjar.embedding.rows;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * The beginning of a NumPy file of format version 1.0 that holds a matrix of float32, little-endian
 * and in C order: what follows is rows × columns × 4 bytes.
 *
 * @param rows 0 or more
 * @param columns 0 or more
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NumPy's
 *     description</a>
 */
record NpyHeader(long rows, int columns) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** Numbers then lie at a multiple of it, for those who map the file into memory. */
  private static final int ALIGNMENT = 64;

  byte[] bytes() {
    String dictionary =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }",
            rows,
            columns);
    int used = MAGIC.length + Short.BYTES + dictionary.length() + 1;
    int padding = Math.floorMod(-used, ALIGNMENT);
    String padded = dictionary + " ".repeat(padding) + "\n";
    return ByteBuffer.allocate(used + padding)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) padded.length())
        .put(padded.getBytes(US_ASCII))
        .array();
  }
}
