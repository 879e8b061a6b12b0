package io.nightjar.image;

import java.util.Arrays;
import java.util.Optional;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/**
 * A JPEG's table of Huffman codes, for finding out how long codes and the bits behind them are.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annex C and F.2.2.3</a>
 */
final class HuffmanCodes {
  static final int LONGEST = 16;

  /** Codes of so many bits are looked up at once; nearly all are. */
  private static final int FAST_BITS = 9;

  private static final int END_OF_BLOCK = 64;
  private static final int ZERO_RUN = 0xF0;

  /**
   * For each beginning of {@value #FAST_BITS} bits what {@link #entry} says, 0 for longer codes.
   */
  private final int[] fast = new int[1 << FAST_BITS];

  private final int[] firstCode = new int[LONGEST + 1];
  private final int[] firstSymbol = new int[LONGEST + 1];
  private final int[] counts;
  private final byte[] symbols;

  private HuffmanCodes(int[] counts, byte[] symbols) {
    this.counts = counts;
    this.symbols = symbols;
  }

  /**
   * Makes a table.
   *
   * @param counts how many codes have 1 to {@value #LONGEST} bits; the first one is not used
   * @param symbols as many as there are codes, in the order of the codes
   * @return empty where more codes are said than there can be
   */
  static Optional<HuffmanCodes> of(int[] counts, byte[] symbols) {
    var codes = new HuffmanCodes(counts, symbols);
    int code = 0;
    int symbol = 0;
    for (int length = 1; length <= LONGEST; length++) {
      codes.firstCode[length] = code;
      codes.firstSymbol[length] = symbol;
      if (code + counts[length] > 1 << length) {
        return Optional.empty();
      }
      for (int i = 0; i < counts[length] && length <= FAST_BITS; i++) {
        int from = (code + i) << (FAST_BITS - length);
        int to = (code + i + 1) << (FAST_BITS - length);
        Arrays.fill(codes.fast, from, to, entry(length, symbols[symbol + i] & 0xFF));
      }
      symbol += counts[length];
      code = (code + counts[length]) << 1;
    }
    return Optional.of(codes);
  }

  /** The same of a table of the platform's. */
  static Optional<HuffmanCodes> of(JPEGHuffmanTable table) {
    int[] counts = new int[LONGEST + 1];
    for (int i = 0; i < table.getLengths().length; i++) {
      counts[i + 1] = table.getLengths()[i];
    }
    byte[] symbols = new byte[table.getValues().length];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = (byte) table.getValues()[i];
    }
    return of(counts, symbols);
  }

  /**
   * The code at the front of some bits.
   *
   * @param bits the highest comes first
   * @return see {@link #length}, {@link #symbol}, {@link #total} and {@link #advance}; 0 for none
   */
  int find(long bits) {
    int entry = fast[(int) (bits >>> (Long.SIZE - FAST_BITS))];
    return entry == 0 ? findLong(bits) : entry;
  }

  /** Bits of the code. */
  static int length(int entry) {
    return entry >>> 24;
  }

  static int symbol(int entry) {
    return entry >> 16 & 0xFF;
  }

  /** Coefficients from this one to the next, in a sequential scan. */
  static int advance(int entry) {
    return entry >> 8 & 0xFF;
  }

  /** Bits of the code and of the value behind it, in a sequential scan. */
  static int total(int entry) {
    return entry & 0xFF;
  }

  private int findLong(long bits) {
    for (int length = FAST_BITS + 1; length <= LONGEST; length++) {
      int index = (int) (bits >>> (Long.SIZE - length)) - firstCode[length];
      if (index >= 0 && index < counts[length]) {
        return entry(length, symbols[firstSymbol[length] + index] & 0xFF);
      }
    }
    return 0;
  }

  /** What the accessors take apart again. */
  private static int entry(int length, int symbol) {
    int valueBits = symbol & 15;
    int advance = valueBits > 0 ? (symbol >> 4) + 1 : symbol == ZERO_RUN ? 16 : END_OF_BLOCK;
    return length << 24 | symbol << 16 | advance << 8 | (length + valueBits);
  }
}
