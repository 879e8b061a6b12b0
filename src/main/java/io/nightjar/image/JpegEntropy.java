package io.nightjar.image;

import io.nightjar.image.JpegFrame.Component;
import io.nightjar.image.Rejection.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/**
 * Counts the blocks that a JPEG's scans hold, by walking their Huffman codes without decoding what
 * they stand for. A file may end with an end marker long before its picture does, and the library
 * fills up what is missing without a word.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annexes F and G</a>
 */
final class JpegEntropy {
  private static final int COEFFICIENTS = 64;
  private static final int FIRST_RESTART = 0xD0;
  private static final int RESTARTS = 8;

  /** The class of tables for what is no first coefficient, beside the number of the table. */
  private static final int OTHERS = 4;

  /** More than any coefficient has. */
  private static final int ALL_BITS = 16;

  private static final int LONGEST_RUN = 15;

  private static final int MOST_COMPONENTS = 4;

  /** Where no table is asked for, one without codes. */
  private static final Optional<HuffmanCodes> NONE =
      HuffmanCodes.of(new int[HuffmanCodes.LONGEST + 1], new byte[0]);

  private final HeaderBytes file;
  private final JpegBits in;
  private final HuffmanCodes[] tables = new HuffmanCodes[2 * OTHERS];
  private int restartInterval;
  private JpegFrame frame;

  /** For each component and coefficient, how many of its lowest bits are still to come. */
  private int[][] missingBits;

  /** For each component and block, which coefficients are not zero so far. */
  private long[][] nonZero;

  /** How many blocks follow that have nothing more. */
  private int emptyBlocks;

  /** False once something was odd, of which the library is to say what it thinks. */
  private boolean judged = true;

  JpegEntropy(HeaderBytes file) {
    this.file = file;
    in = new JpegBits(file.bytes());
  }

  /** Takes a frame's segment; the position is behind the marker here and below. */
  void frame(int at, boolean progressive) throws UndecodableException {
    frame = JpegFrame.of(file, at, progressive);
    missingBits = new int[frame.components().size()][COEFFICIENTS];
    nonZero = new long[frame.components().size()][];
    for (int[] component : missingBits) {
      Arrays.fill(component, ALL_BITS);
    }
  }

  /** Takes a segment that says after how many groups of blocks a scan restarts. */
  void restarts(int at) throws UndecodableException {
    restartInterval = file.uint16BigEndian(at + 2);
  }

  /** Takes a segment of tables. */
  void tables(int at) throws UndecodableException {
    int end = at + file.uint16BigEndian(at);
    int next = at + 2;
    while (next < end) {
      int index = file.uint8(next);
      int[] counts = new int[HuffmanCodes.LONGEST + 1];
      int sum = 0;
      for (int length = 1; length < counts.length; length++) {
        counts[length] = file.uint8(next + length);
        sum += counts[length];
      }
      int first = next + counts.length;
      file.uint8(first + Math.max(0, sum - 1));
      byte[] symbols = Arrays.copyOfRange(file.bytes(), first, first + sum);
      if ((index >> 4) < 2 && (index & 15) < OTHERS) {
        tables[(index >> 4) * OTHERS + (index & 15)] =
            HuffmanCodes.of(counts, symbols).orElse(null);
      }
      next = first + sum;
    }
  }

  /**
   * Walks through a scan.
   *
   * @return where to look for the marker behind it
   * @throws UndecodableException when it ends before its last block, or has a code that is none
   */
  int scan(int at) throws UndecodableException {
    int data = at + file.uint16BigEndian(at);
    Optional<Scan> scan = read(at);
    if (scan.isEmpty()) {
      judged = false;
      return data;
    }
    in.begin(data);
    walk(scan.get());
    return in.position();
  }

  /** That the scans have brought all bits of all coefficients. */
  void requireComplete() throws UndecodableException {
    boolean complete =
        missingBits == null
            || Arrays.stream(missingBits).flatMapToInt(Arrays::stream).allMatch(bits -> bits == 0);
    if (judged && !complete) {
      throw truncated("JPEG lacks scans: parts of its coefficients never come");
    }
  }

  private void walk(Scan scan) throws UndecodableException {
    emptyBlocks = 0;
    int restart = 0;
    for (long group = 0; group < scan.groups; group++) {
      if (restartInterval > 0 && group > 0 && group % restartInterval == 0) {
        restart(restart++ % RESTARTS);
      }
      for (int block = 0; block < scan.firsts.length; block++) {
        scan.walk.block(scan, block, group);
      }
      if (in.left < 0) {
        throw truncated(
            "JPEG has data for %d of a scan's %d groups of blocks".formatted(group, scan.groups));
      }
    }
    for (int component : scan.components) {
      Arrays.fill(missingBits[component], scan.first, scan.last + 1, scan.low);
    }
  }

  private void restart(int number) throws UndecodableException {
    int at = in.position();
    while (file.uint8(at) != 0xFF || file.uint8(at + 1) == 0 || file.uint8(at + 1) == 0xFF) {
      at++;
    }
    if (file.uint8(at + 1) != FIRST_RESTART + number) {
      throw truncated("JPEG lacks the part of a scan that restart %d begins".formatted(number));
    }
    emptyBlocks = 0;
    in.begin(at + 2);
  }

  /** All coefficients of a block: those of most files, so it is written to be fast. */
  private void sequential(Scan scan, int block, long group) throws UndecodableException {
    JpegBits from = in;
    if (from.left < JpegBits.ENOUGH) {
      from.fill();
    }
    long bits = from.bits;
    int left = from.left;
    int first = scan.firsts[block].find(bits);
    bits <<= HuffmanCodes.total(first);
    left -= HuffmanCodes.total(first);
    boolean sound = first != 0;
    HuffmanCodes codes = scan.others[block];
    for (int k = 1; k < COEFFICIENTS && sound; ) {
      if (left < JpegBits.ENOUGH) {
        from.bits = bits;
        from.left = left;
        from.fill();
        bits = from.bits;
        left = from.left;
      }
      int entry = codes.find(bits);
      bits <<= HuffmanCodes.total(entry);
      left -= HuffmanCodes.total(entry);
      k += HuffmanCodes.advance(entry);
      sound = entry != 0;
    }
    from.bits = bits;
    from.left = left;
    if (!sound) {
      throw noCode();
    }
  }

  /** The upper bits of a progressive block's first coefficient. */
  private void first(Scan scan, int block, long group) throws UndecodableException {
    in.take(symbol(scan.firsts[block]) & 15);
  }

  /** One more bit of a progressive block's first coefficient. */
  private void firstAgain(Scan scan, int block, long group) {
    in.take(1);
  }

  /** The upper bits of a progressive block's other coefficients. */
  private void others(Scan scan, int block, long group) throws UndecodableException {
    if (emptyBlocks > 0) {
      emptyBlocks--;
      return;
    }
    long seen = 0;
    int k = scan.first;
    while (k <= scan.last) {
      int symbol = symbol(scan.others[block]);
      int run = symbol >> 4;
      if ((symbol & 15) == 0 && run < LONGEST_RUN) {
        emptyBlocks = (1 << run) - 1 + in.take(run);
        break;
      }
      k += run;
      if ((symbol & 15) != 0 && k < COEFFICIENTS) {
        in.take(symbol & 15);
        seen |= 1L << k;
      }
      k++;
    }
    scan.nonZero[(int) group] |= seen;
  }

  /** One more bit of a progressive block's other coefficients, and those that are new with it. */
  private void othersAgain(Scan scan, int block, long group) throws UndecodableException {
    long seen = scan.nonZero[(int) group];
    int k = scan.first;
    while (k <= scan.last && emptyBlocks == 0) {
      int symbol = symbol(scan.others[block]);
      int run = symbol >> 4;
      boolean isNew = (symbol & 15) != 0;
      if (isNew) {
        in.take(1);
      } else if (run < LONGEST_RUN) {
        emptyBlocks = (1 << run) + in.take(run);
        break;
      }
      while (k <= scan.last && ((seen >>> k & 1) != 0 || --run >= 0)) {
        in.take((int) (seen >>> k & 1));
        k++;
      }
      if (isNew && k < COEFFICIENTS) {
        seen |= 1L << k;
      }
      k++;
    }
    if (emptyBlocks > 0) {
      for (; k <= scan.last; k++) {
        in.take((int) (seen >>> k & 1));
      }
      emptyBlocks--;
    }
    scan.nonZero[(int) group] = seen;
  }

  private int symbol(HuffmanCodes codes) throws UndecodableException {
    if (in.left < JpegBits.ENOUGH) {
      in.fill();
    }
    int entry = codes.find(in.bits);
    if (entry == 0) {
      throw noCode();
    }
    in.take(HuffmanCodes.length(entry));
    return HuffmanCodes.symbol(entry);
  }

  /** Behind the data's end come zeros, which may be none. */
  private UndecodableException noCode() {
    return in.left < HuffmanCodes.LONGEST
        ? truncated("JPEG has a scan that ends within a block")
        : new UndecodableException(Reason.CORRUPT, "JPEG has a code that its tables do not");
  }

  private static UndecodableException truncated(String detail) {
    return new UndecodableException(Reason.TRUNCATED, detail);
  }

  /** Empty for what is odd. */
  private Optional<Scan> read(int at) throws UndecodableException {
    int count = file.uint8(at + 2);
    if (frame == null || frame.isOdd() || count < 1 || count > MOST_COMPONENTS) {
      return Optional.empty();
    }
    int end = at + 3 + 2 * count;
    int first = frame.progressive() ? file.uint8(end) : 0;
    int last = frame.progressive() ? file.uint8(end + 1) : COEFFICIENTS - 1;
    int high = frame.progressive() ? file.uint8(end + 2) >> 4 : 0;
    int low = frame.progressive() ? file.uint8(end + 2) & 15 : 0;
    if (first > last || last >= COEFFICIENTS || (first > 0 && count > 1)) {
      return Optional.empty();
    }
    List<Integer> components = new ArrayList<>();
    List<HuffmanCodes> firsts = new ArrayList<>();
    List<HuffmanCodes> others = new ArrayList<>();
    boolean readsFirsts = first == 0 && high == 0;
    boolean readsOthers = last > 0;
    for (int i = 0; i < count; i++) {
      Optional<Integer> component = frame.find(file.uint8(at + 3 + 2 * i), components);
      int names = file.uint8(at + 4 + 2 * i);
      Optional<HuffmanCodes> dc = readsFirsts ? table(names >> 4) : NONE;
      Optional<HuffmanCodes> ac = readsOthers ? table(OTHERS + (names & 15)) : NONE;
      if (component.isEmpty() || dc.isEmpty() || ac.isEmpty()) {
        return Optional.empty();
      }
      components.add(component.get());
      int blocks = count == 1 ? 1 : frame.components().get(component.get()).blocks();
      firsts.addAll(Collections.nCopies(blocks, dc.get()));
      others.addAll(Collections.nCopies(blocks, ac.get()));
    }
    return Optional.of(
        new Scan(
            components,
            first,
            last,
            low,
            count == 1 ? blocks(components.get(0)) : frame.groups(),
            firsts.toArray(HuffmanCodes[]::new),
            others.toArray(HuffmanCodes[]::new),
            first > 0 ? nonZero(components.get(0)) : new long[0],
            walk(first, high)));
  }

  private long blocks(int component) {
    Component only = frame.components().get(component);
    return (long) frame.blocksAcross(only) * frame.blocksDown(only);
  }

  private long[] nonZero(int component) {
    if (nonZero[component] == null) {
      nonZero[component] = new long[(int) blocks(component)];
    }
    return nonZero[component];
  }

  private Walk walk(int first, int high) {
    if (!frame.progressive()) {
      return this::sequential;
    }
    if (first == 0) {
      return high == 0 ? this::first : this::firstAgain;
    }
    return high == 0 ? this::others : this::othersAgain;
  }

  /** Motion JPEG leaves the standard's tables out. */
  private Optional<HuffmanCodes> table(int index) {
    if (tables[index] == null && index % OTHERS < 2) {
      tables[index] = HuffmanCodes.of(standard(index)).orElse(null);
    }
    return Optional.ofNullable(tables[index]);
  }

  private static JPEGHuffmanTable standard(int index) {
    return switch (index) {
      case 0 -> JPEGHuffmanTable.StdDCLuminance;
      case 1 -> JPEGHuffmanTable.StdDCChrominance;
      case OTHERS -> JPEGHuffmanTable.StdACLuminance;
      default -> JPEGHuffmanTable.StdACChrominance;
    };
  }

  /** How a kind of scan goes over one block. */
  private interface Walk {
    void block(Scan scan, int block, long group) throws UndecodableException;
  }

  /**
   * One scan, taken apart for its blocks.
   *
   * @param components their places in the frame
   * @param first the first coefficient
   * @param last the last coefficient
   * @param low how many bits of them are left for later scans
   * @param groups of blocks, between which it may restart
   * @param firsts tables for the first coefficient of each block of a group
   * @param others tables for the other coefficients of each block of a group
   * @param nonZero see {@link JpegEntropy#nonZero}, of the only component; or empty
   * @param walk over each block
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Scan(
      List<Integer> components,
      int first,
      int last,
      int low,
      long groups,
      HuffmanCodes[] firsts,
      HuffmanCodes[] others,
      long[] nonZero,
      Walk walk) {}
}
