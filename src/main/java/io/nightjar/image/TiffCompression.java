package io.nightjar.image;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.lzw.LZWInputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.XZInputStream;

/** How the strips or tiles of a TIFF are compressed, and who can read them. */
enum TiffCompression {
  NONE(Reader.EITHER, 1) {
    @Override
    InputStream unpack(InputStream piece) {
      return piece;
    }
  },
  LZW(Reader.EITHER, 5) {
    @Override
    InputStream unpack(InputStream piece) throws IOException {
      byte[] first = piece.readNBytes(2);
      if (first.length == 2 && first[0] == 0 && (first[1] & 1) == 1) {
        throw new OldLzwException();
      }
      return new Lzw(new SequenceInputStream(new ByteArrayInputStream(first), piece));
    }

    @Override
    boolean mayBeSound(IOException failure) {
      return failure instanceof OldLzwException;
    }
  },
  DEFLATE(Reader.EITHER, 8, 32946) {
    @Override
    InputStream unpack(InputStream piece) {
      return new InflaterInputStream(piece);
    }
  },
  PACK_BITS(Reader.EITHER, 32773) {
    @Override
    InputStream unpack(InputStream piece) {
      return new PackBits(piece);
    }
  },
  ZSTD(Reader.HERE, 50000) {
    @Override
    InputStream unpack(InputStream piece) throws IOException {
      return new ZstdInputStreamNoFinalizer(piece).setLongMax(MOST_ZSTD_WINDOW_BITS);
    }

    @Override
    long workBytes() {
      return 1L << MOST_ZSTD_WINDOW_BITS;
    }

    @Override
    boolean mayBeSound(IOException failure) {
      return failure instanceof ZstdIOException zstd
          && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge();
    }
  },
  LZMA(Reader.HERE, 34925) {
    @Override
    InputStream unpack(InputStream piece) throws IOException {
      return new XZInputStream(piece, MOST_LZMA_KIBIBYTES);
    }

    @Override
    long workBytes() {
      return (long) MOST_LZMA_KIBIBYTES << 10;
    }

    @Override
    boolean mayBeSound(IOException failure) {
      return failure instanceof MemoryLimitException
          || failure instanceof UnsupportedOptionsException;
    }
  },
  CCITT(Reader.LIBRARY, 2, 3, 4, 32771),
  JPEG(Reader.LIBRARY, 7),
  OLD_JPEG(Reader.LIBRARY, 6),
  NEXT(Reader.NOBODY, 32766),
  THUNDER_SCAN(Reader.NOBODY, 32809),
  JPEG_2000(Reader.NOBODY, 34712),
  LERC(Reader.NOBODY, 34887),
  SGI_LOG(Reader.NOBODY, 34676, 34677),
  PIXAR_LOG(Reader.NOBODY, 32909),
  JBIG(Reader.NOBODY, 9, 10, 34661),
  WEBP(Reader.NOBODY, 50001),
  JPEG_XL(Reader.NOBODY, 50002, 52546);

  /** The window of all levels up to 20. */
  private static final int MOST_ZSTD_WINDOW_BITS = 25;

  /** The most that any preset of the format's tool needs to decompress. */
  private static final int MOST_LZMA_KIBIBYTES = 66 << 10;

  private final Reader reader;

  @SuppressWarnings("ImmutableEnumChecker") // never changed
  private final int[] codes;

  TiffCompression(Reader reader, int... codes) {
    this.reader = reader;
    this.codes = codes;
  }

  /** The compression of this number in a directory; empty for one that is not known. */
  static Optional<TiffCompression> of(long code) {
    return Arrays.stream(values())
        .filter(compression -> Arrays.stream(compression.codes).anyMatch(own -> own == code))
        .findFirst();
  }

  /** Whether {@link #unpack} can do it. */
  boolean isReadHere() {
    return reader == Reader.HERE || reader == Reader.EITHER;
  }

  /** Whether OpenCV's libtiff can do it. */
  boolean isReadByLibrary() {
    return reader == Reader.LIBRARY || reader == Reader.EITHER;
  }

  /** Bytes that unpacking takes beside rows, at most. */
  long workBytes() {
    return 0;
  }

  /** Whether samples may be stored as differences; elsewhere such a word does not count. */
  boolean hasPredictor() {
    return this == LZW || this == DEFLATE || this == ZSTD || this == LZMA;
  }

  /** Whether unpacking has failed over what is not supported, such as a window beyond the limit. */
  boolean mayBeSound(IOException failure) {
    return false;
  }

  /** What is compressed in one strip or tile. */
  InputStream unpack(InputStream piece) throws IOException {
    throw new IllegalStateException(this + " is the library's");
  }

  private enum Reader {
    HERE,
    LIBRARY,
    EITHER,
    NOBODY
  }

  /** Codes with the lowest bit first, as some wrote them before TIFF 6.0. */
  private static final class OldLzwException extends IOException {
    private static final long serialVersionUID = 1L;

    OldLzwException() {
      super("LZW of the old style");
    }
  }

  /**
   * Codes of 9 to 12 bits, most significant first, which grow one code early.
   *
   * @see <a href="https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf">TIFF 6.0, section
   *     13</a>
   */
  private static final class Lzw extends LZWInputStream {
    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int LONGEST_CODE = 12;

    Lzw(InputStream piece) throws IOException {
      super(piece, ByteOrder.BIG_ENDIAN);
      setClearCode(DEFAULT_CODE_SIZE);
      initializeTables(LONGEST_CODE);
      clear();
    }

    @Override
    protected int decompressNextSymbol() throws IOException {
      int code = readNextCode();
      while (code == CLEAR) {
        clear();
        code = readNextCode();
      }
      if (code < 0 || code == END) {
        return -1;
      }
      boolean repeats = code == getTableSize();
      if (repeats) {
        addRepeatOfPreviousCode();
      } else if (code > getTableSize()) {
        throw new IOException("LZW code %d of %d".formatted(code, getTableSize()));
      }
      return expandCodeToOutputStack(code, repeats);
    }

    @Override
    protected int addEntry(int previousCode, byte character) {
      int entry = addEntry(previousCode, character, 1 << LONGEST_CODE);
      if (getTableSize() + 1 == 1 << getCodeSize() && getCodeSize() < LONGEST_CODE) {
        incrementCodeSize();
      }
      return entry;
    }

    private void clear() {
      resetCodeSize();
      resetPreviousCode();
      setTableSize(END + 1);
    }
  }

  /** Runs of one byte and of many, each with its length before it. */
  private static final class PackBits extends InputStream {
    private static final int NOTHING = 128;

    private final InputStream piece;
    private int left;
    private int repeated = -1;

    PackBits(InputStream piece) {
      this.piece = piece;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (left == 0 && !next()) {
        return -1;
      }
      int count = Math.min(left, length);
      if (repeated >= 0) {
        Arrays.fill(target, offset, offset + count, (byte) repeated);
      } else if (piece.readNBytes(target, offset, count) < count) {
        throw new EOFException();
      }
      left -= count;
      return count;
    }

    private boolean next() throws IOException {
      int head = piece.read();
      while (head == NOTHING) {
        head = piece.read();
      }
      boolean run = head > NOTHING;
      left = run ? 257 - head : head + 1;
      repeated = run ? piece.read() : -1;
      if (run && repeated < 0) {
        throw new EOFException();
      }
      return head >= 0;
    }
  }
}
