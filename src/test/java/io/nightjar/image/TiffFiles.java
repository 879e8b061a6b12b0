package io.nightjar.image;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Writes TIFFs of any depth and layout, of samples that the test knows. */
final class TiffFiles {
  static final int MIN_IS_WHITE = 0;
  static final int MIN_IS_BLACK = 1;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int CMYK = 5;

  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int LONG8 = 16;

  private TiffFiles() {}

  /**
   * What is in a picture.
   *
   * @param samples (height, width, count)
   * @param extra what those beyond the photometric's mean: 0 nothing, 1 and 2 opacity
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Picture(
      int width, int height, int count, int bits, int photometric, int[] extra, int[] samples) {
    /** Two colours of a palette more than there are indices of one bit, and so on. */
    int[] palette() {
      int colours = 1 << bits;
      int[] palette = new int[3 * colours];
      for (int i = 0; i < palette.length; i++) {
        palette[i] = (i * 40_503 + 977) & 0xFFFF;
      }
      return palette;
    }
  }

  /**
   * How it is written.
   *
   * @param tileWidth 0 for strips
   * @param tileHeight rows of a strip or tile
   */
  record Layout(
      int tileWidth,
      int tileHeight,
      boolean separate,
      Compression compression,
      boolean differences,
      ByteOrder order,
      boolean big,
      boolean reversed) {
    enum Compression {
      NONE(1),
      LZW(5),
      DEFLATE(8),
      PACK_BITS(32773),
      ZSTD(50000),
      LZMA(34925);

      final int code;

      Compression(int code) {
        this.code = code;
      }
    }
  }

  static byte[] write(Picture picture, Layout layout) {
    List<byte[]> pieces = pieces(picture, layout);
    Map<Integer, Object[]> entries = new TreeMap<>(); // a directory is in order
    entries.put(256, shorts(picture.width()));
    entries.put(257, shorts(picture.height()));
    int[] bits = new int[picture.count()];
    Arrays.fill(bits, picture.bits());
    entries.put(258, shorts(bits));
    entries.put(259, shorts(layout.compression().code));
    entries.put(262, shorts(picture.photometric()));
    entries.put(266, shorts(layout.reversed() ? 2 : 1));
    entries.put(277, shorts(picture.count()));
    entries.put(284, shorts(layout.separate() ? 2 : 1));
    entries.put(317, shorts(layout.differences() ? 2 : 1));
    if (picture.photometric() == PALETTE) {
      entries.put(320, shorts(picture.palette()));
    }
    if (picture.extra().length > 0) {
      entries.put(338, shorts(picture.extra()));
    }
    int header = layout.big() ? 16 : 8;
    int[] offsets = new int[pieces.size()];
    int[] lengths = new int[pieces.size()];
    int at = header;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = at;
      lengths[i] = pieces.get(i).length;
      at += lengths[i] + (lengths[i] & 1);
    }
    boolean tiled = layout.tileWidth() > 0;
    entries.put(tiled ? 324 : 273, new Object[] {layout.big() ? LONG8 : LONG, offsets});
    entries.put(tiled ? 325 : 279, new Object[] {LONG, lengths});
    if (tiled) {
      entries.put(322, shorts(layout.tileWidth()));
      entries.put(323, shorts(layout.tileHeight()));
    } else {
      entries.put(278, shorts(layout.tileHeight()));
    }
    return assemble(pieces, entries, at, layout);
  }

  private static byte[] assemble(
      List<byte[]> pieces, Map<Integer, Object[]> entries, int directory, Layout layout) {
    boolean big = layout.big();
    int entryBytes = big ? 20 : 12;
    int values = directory + (big ? 16 : 6) + entries.size() * entryBytes;
    int total = values;
    for (Object[] entry : entries.values()) {
      total += bytes(entry) + 8;
    }
    ByteBuffer out = ByteBuffer.allocate(total).order(layout.order());
    String mark = layout.order() == ByteOrder.LITTLE_ENDIAN ? "II" : "MM";
    out.put(mark.getBytes(StandardCharsets.US_ASCII)).putShort((short) (big ? 43 : 42));
    if (big) {
      out.putShort((short) 8).putShort((short) 0).putLong(directory);
    } else {
      out.putInt(directory);
    }
    for (byte[] piece : pieces) {
      out.put(piece);
      out.position(out.position() + (piece.length & 1));
    }
    if (big) {
      out.putLong(entries.size());
    } else {
      out.putShort((short) entries.size());
    }
    int free = values;
    for (var entry : entries.entrySet()) {
      int start = out.position();
      int[] numbers = (int[]) entry.getValue()[1];
      out.putShort((short) (int) entry.getKey()).putShort((short) (int) entry.getValue()[0]);
      if (big) {
        out.putLong(numbers.length);
      } else {
        out.putInt(numbers.length);
      }
      int length = bytes(entry.getValue());
      if (length > (big ? 8 : 4)) {
        if (big) {
          out.putLong(free);
        } else {
          out.putInt(free);
        }
        out.position(free);
        free += length + (length & 1);
      }
      for (int number : numbers) {
        switch ((int) entry.getValue()[0]) {
          case SHORT -> out.putShort((short) number);
          case LONG -> out.putInt(number);
          default -> out.putLong(number);
        }
      }
      out.position(start + entryBytes);
    }
    return out.array();
  }

  private static int bytes(Object[] entry) {
    int size = (int) entry[0] == SHORT ? 2 : (int) entry[0] == LONG ? 4 : 8;
    return size * ((int[]) entry[1]).length;
  }

  private static Object[] shorts(int... values) {
    return new Object[] {SHORT, values};
  }

  private static List<byte[]> pieces(Picture picture, Layout layout) {
    int width = layout.tileWidth() > 0 ? layout.tileWidth() : picture.width();
    List<byte[]> pieces = new ArrayList<>();
    int planes = layout.separate() ? picture.count() : 1;
    for (int plane = 0; plane < planes; plane++) {
      for (int top = 0; top < picture.height(); top += layout.tileHeight()) {
        for (int left = 0; left < picture.width(); left += width) {
          boolean tiled = layout.tileWidth() > 0;
          int rows =
              tiled ? layout.tileHeight() : Math.min(layout.tileHeight(), picture.height() - top);
          var out = new ByteArrayOutputStream();
          for (int y = top; y < top + rows; y++) {
            out.writeBytes(row(picture, layout, plane, left, y, width));
          }
          pieces.add(packed(out.toByteArray(), layout));
        }
      }
    }
    return pieces;
  }

  /** What lies outside of the picture is noise that nobody may see. */
  private static byte[] row(Picture picture, Layout layout, int plane, int left, int y, int width) {
    int count = layout.separate() ? 1 : picture.count();
    int bits = picture.bits();
    int[] values = new int[width * count];
    for (int i = 0; i < values.length; i++) {
      int x = left + i / count;
      int sample = layout.separate() ? plane : i % count;
      boolean inside = x < picture.width() && y < picture.height();
      values[i] =
          inside
              ? picture.samples()[(y * picture.width() + x) * picture.count() + sample]
              : (x * 7919 + y * 104_729) & ((1 << bits) - 1);
    }
    if (layout.differences()) {
      for (int i = values.length - 1; i >= count; i--) {
        values[i] = (values[i] - values[i - count]) & ((1 << bits) - 1);
      }
    }
    byte[] row = new byte[(values.length * bits + 7) / 8];
    for (int i = 0; i < values.length; i++) {
      if (bits == 16) {
        ByteBuffer.wrap(row).order(layout.order()).putShort(2 * i, (short) values[i]);
        continue;
      }
      for (int bit = 0; bit < bits; bit++) {
        int at = i * bits + bit;
        row[at >> 3] |= (byte) ((values[i] >> (bits - 1 - bit) & 1) << (7 - (at & 7)));
      }
    }
    return row;
  }

  private static byte[] packed(byte[] bytes, Layout layout) {
    var out = new ByteArrayOutputStream();
    try {
      switch (layout.compression()) {
        case NONE -> out.writeBytes(bytes);
        case DEFLATE -> {
          try (var deflate = new DeflaterOutputStream(out)) {
            deflate.write(bytes);
          }
        }
        case PACK_BITS -> packBits(bytes, out);
        case ZSTD -> out.writeBytes(Zstd.compress(bytes));
        case LZMA -> {
          var options = new LZMA2Options(0);
          options.setDictSize(LZMA2Options.DICT_SIZE_MIN); // or each piece takes megabytes
          try (var xz = new XZOutputStream(out, options)) {
            xz.write(bytes);
          }
        }
        case LZW -> lzw(bytes, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] packed = out.toByteArray();
    for (int i = 0; i < packed.length && layout.reversed(); i++) {
      packed[i] = (byte) (Integer.reverse(packed[i]) >>> 24);
    }
    return packed;
  }

  /** Runs where there are any, and now and then the byte that means nothing. */
  private static void packBits(byte[] bytes, ByteArrayOutputStream out) {
    int at = 0;
    while (at < bytes.length) {
      int run = 1;
      while (at + run < bytes.length && run < 128 && bytes[at + run] == bytes[at]) {
        run++;
      }
      if (run > 1) {
        out.write(257 - run);
        out.write(bytes[at]);
        out.write(128);
      } else {
        out.write(0);
        out.write(bytes[at]);
      }
      at += run;
    }
  }

  /** With a table that grows to its end and is cleared then. */
  private static void lzw(byte[] bytes, ByteArrayOutputStream out) {
    var bits = new StringBuilder();
    Map<String, Integer> table = new HashMap<>();
    int next = 258;
    int length = 9;
    append(bits, 256, length);
    String word = "";
    for (byte b : bytes) {
      String longer = word + (char) (b & 0xFF);
      if (longer.length() == 1 || table.containsKey(longer)) {
        word = longer;
        continue;
      }
      append(bits, code(word, table), length);
      table.put(longer, next++);
      if (next == 4095) {
        append(bits, 256, length);
        table.clear();
        next = 258;
        length = 9;
      } else if (next == (1 << length)) {
        length++;
      }
      word = longer.substring(longer.length() - 1);
    }
    append(bits, code(word, table), length);
    next++;
    append(bits, 257, next >= (1 << length) && length < 12 ? length + 1 : length);
    while (bits.length() % 8 != 0) {
      bits.append('0');
    }
    for (int i = 0; i < bits.length(); i += 8) {
      out.write(Integer.parseInt(bits, i, i + 8, 2));
    }
  }

  private static int code(String word, Map<String, Integer> table) {
    return word.length() == 1 ? word.charAt(0) : table.get(word);
  }

  private static void append(StringBuilder bits, int code, int length) {
    for (int bit = length - 1; bit >= 0; bit--) {
      bits.append((code >> bit & 1) == 0 ? '0' : '1');
    }
  }
}
