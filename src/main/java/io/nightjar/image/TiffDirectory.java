package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;
import java.util.HashMap;
import java.util.Map;

/**
 * The first directory of a TIFF, which EXIF blocks are too: its entries that are whole numbers.
 *
 * @see <a href="https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf">TIFF 6.0, section
 *     2</a>
 */
final class TiffDirectory {
  static final int ORIENTATION = 274;

  private static final int SHORT = 3;
  private static final int BYTE = 1;
  private static final int LONG = 4;
  private static final int LONG8 = 16;

  /** Far more than any image's directory has, and read in no time. */
  private static final int MOST_ENTRIES = 4096;

  private final HeaderBytes file;
  private final int base;
  private final boolean littleEndian;
  private final boolean big;
  private final Map<Integer, Integer> entries = new HashMap<>();

  /**
   * @param base where in the file the TIFF begins, and its offsets count from
   */
  private TiffDirectory(HeaderBytes file, int base) {
    this.file = file;
    this.base = base;
    littleEndian = file.has(base, "II");
    big = file.has(base + 2, littleEndian ? "+\0" : "\0+");
  }

  static boolean begins(HeaderBytes file, int base) {
    return file.has(base, "II*\0")
        || file.has(base, "MM\0*")
        || file.has(base, "II+\0\u0008\0\0\0")
        || file.has(base, "MM\0+\0\u0008\0\0");
  }

  static TiffDirectory read(HeaderBytes file, int base) throws UndecodableException {
    var directory = new TiffDirectory(file, base);
    directory.index();
    return directory;
  }

  /**
   * What an EXIF block says of how the image is turned: 1 (upright) to 8, and 1 where it says
   * nothing that can be understood.
   */
  static int orientation(HeaderBytes file, int base) {
    if (!begins(file, base)) {
      return 1;
    }
    try {
      long value = read(file, base).number(ORIENTATION, 1);
      return value >= 1 && value <= 8 ? (int) value : 1;
    } catch (UndecodableException e) {
      return 1;
    }
  }

  boolean isLittleEndian() {
    return littleEndian;
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  /** The first value of an entry. */
  long number(int tag, long otherwise) throws UndecodableException {
    return has(tag) ? number(tag, otherwise, 0) : otherwise;
  }

  /** How many values an entry has; 0 where there is none. */
  long count(int tag) throws UndecodableException {
    return has(tag) ? word(entries.get(tag) + 4) : 0;
  }

  /** One of an entry's values. */
  long number(int tag, long otherwise, long index) throws UndecodableException {
    if (index >= count(tag)) {
      return otherwise;
    }
    int entry = entries.get(tag);
    int size = size(uint16(entry + 2));
    int values = entry + (big ? 12 : 8);
    boolean inside = count(tag) * size <= (big ? 8 : 4);
    long at = (inside ? values : base + word(values)) + index * size;
    return value(position(at), size);
  }

  private void index() throws UndecodableException {
    long offset = big ? word(base + 8) : word(base + 4);
    int at = position(base + offset);
    long count = big ? word(at) : uint16(at);
    if (count > MOST_ENTRIES) {
      throw new UndecodableException(
          Reason.CORRUPT, "TIFF claims a directory of %d entries".formatted(count));
    }
    int first = at + (big ? 8 : 2);
    int length = big ? 20 : 12;
    for (int i = 0; i < count; i++) {
      int entry = first + i * length;
      int type = uint16(entry + 2);
      file.uint8(entry + length - 1);
      if (size(type) > 0) {
        entries.putIfAbsent(uint16(entry), entry);
      }
    }
  }

  /** Bytes of a whole number of this type; 0 for anything else. */
  private static int size(int type) {
    return Map.of(BYTE, 1, SHORT, 2, LONG, 4, LONG8, 8).getOrDefault(type, 0);
  }

  private long value(int at, int size) throws UndecodableException {
    return switch (size) {
      case 1 -> file.uint8(at);
      case 2 -> uint16(at);
      case 4 -> uint32(at);
      default ->
          littleEndian ? uint32(at + 4) << 32 | uint32(at) : uint32(at) << 32 | uint32(at + 4);
    };
  }

  /** An offset or a count, of the width that this kind of TIFF has. */
  private long word(int at) throws UndecodableException {
    return value(at, big ? 8 : 4);
  }

  private int uint16(int at) throws UndecodableException {
    return littleEndian ? file.uint16LittleEndian(at) : file.uint16BigEndian(at);
  }

  private long uint32(int at) throws UndecodableException {
    return littleEndian ? file.int32LittleEndian(at) & 0xFFFFFFFFL : file.uint32BigEndian(at);
  }

  private int position(long at) throws UndecodableException {
    if (at < 0 || at >= file.length()) {
      throw new UndecodableException(
          Reason.TRUNCATED, "TIFF points to byte %d of %d".formatted(at, file.length()));
    }
    return (int) at;
  }
}
