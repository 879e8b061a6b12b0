package io.nightjar.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_MAKETYPE;

import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.TiffPieces.Places;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes TIFFs of the depths and layouts that the library refuses or reads wrongly: row by row, so
 * that no more than a row of each plane is ever in Java's memory.
 */
final class TiffRaster {
  private final HeaderBytes file;
  private final TiffPieces pieces;
  private final TiffSamples samples;
  private final TiffColours colours;
  private final Places places;

  TiffRaster(HeaderBytes file, TiffDirectory directory, TiffPieces pieces, TiffSamples samples)
      throws UndecodableException {
    this.file = file;
    this.pieces = pieces;
    this.samples = samples;
    colours = new TiffColours(samples, directory);
    places = Places.of(directory);
  }

  /** Rows of as many channels as {@link TiffSamples#channels} says. */
  Mat decode() throws UndecodableException {
    long expected = pieces.across() * pieces.down() * planes();
    if (places.count() < expected) {
      throw new UndecodableException(
          Reason.CORRUPT, "TIFF of %d strips (expected %d)".formatted(places.count(), expected));
    }
    int type = CV_MAKETYPE(CV_8U, samples.channels());
    Mat decoded = new Mat((int) pieces.height(), (int) pieces.width(), type);
    for (int y = 0; y < pieces.down(); y++) {
      for (int x = 0; x < pieces.across(); x++) {
        decode(x, y, decoded);
      }
    }
    return decoded;
  }

  private int planes() {
    return pieces.separate() ? samples.count() : 1;
  }

  /** A strip or tile of all planes, as far as it is inside the picture. */
  private void decode(int tileX, int tileY, Mat decoded) throws UndecodableException {
    int left = (int) (tileX * pieces.pieceWidth());
    int top = (int) (tileY * pieces.pieceHeight());
    int width = (int) Math.min(pieces.pieceWidth(), pieces.width() - left);
    int height = (int) Math.min(pieces.pieceHeight(), pieces.height() - top);
    long piece = tileY * pieces.across() + tileX;
    char[] row = new char[width * samples.count()];
    byte[] line = new byte[width * samples.channels()];
    List<Plane> planes = new ArrayList<>();
    try {
      for (int plane = 0; plane < planes(); plane++) {
        if (samples.isRead(plane)) {
          planes.add(new Plane(plane, piece + plane * pieces.across() * pieces.down()));
        }
      }
      for (int y = 0; y < height; y++) {
        for (Plane plane : planes) {
          plane.read(row, width);
        }
        colours.put(row, line, width);
        decoded.ptr(top + y).position((long) left * samples.channels()).put(line);
      }
    } catch (EOFException e) {
      throw new UndecodableException(
          Reason.TRUNCATED, "TIFF has a strip or tile that ends before its last row");
    } catch (IOException e) {
      if (pieces.compression().mayBeSound(e)) {
        throw new UndecodableException(
            Reason.UNSUPPORTED_FORMAT, "TIFF of " + pieces.compression() + ": " + e.getMessage());
      }
      throw new UndecodableException(
          Reason.CORRUPT, "TIFF has a strip or tile of broken %s".formatted(pieces.compression()));
    } finally {
      planes.forEach(Plane::close);
    }
  }

  /** One strip or tile as it is unpacked. */
  private final class Plane implements Closeable {
    private final int first;
    private final InputStream in;
    private final int inRow = pieces.separate() ? 1 : samples.count();
    private final byte[] bytes =
        new byte[(int) ((pieces.pieceWidth() * inRow * samples.bits() + 7) / 8)];

    Plane(int first, long piece) throws UndecodableException, IOException {
      this.first = first;
      int offset = (int) places.offset(piece);
      long length = places.length(piece);
      boolean unsaid = length == 0 && pieces.compression() == TiffCompression.NONE;
      int count = unsaid ? file.length() - offset : (int) length;
      InputStream stored = new ByteArrayInputStream(file.bytes(), offset, count);
      in = pieces.compression().unpack(pieces.coding().reversed() ? new Reversed(stored) : stored);
    }

    /** The next row's samples, each to its place among those of its pixel. */
    void read(char[] row, int width) throws IOException {
      if (unpacked() < bytes.length) {
        throw new EOFException();
      }
      int stride = samples.count() / inRow;
      for (int i = 0; i < width * inRow; i++) {
        row[first + i * stride] = (char) sample(i);
      }
      if (pieces.coding().predictor() == TiffPieces.DIFFERENCES) {
        add(row, stride, width);
      }
    }

    private int unpacked() throws IOException {
      try {
        return in.readNBytes(bytes, 0, bytes.length);
      } catch (RuntimeException e) { // what unpacks throws all kinds over broken bytes
        throw new IOException(e);
      }
    }

    /** Sums up differences. */
    private void add(char[] row, int stride, int width) {
      int mask = (1 << samples.bits()) - 1;
      for (int i = inRow; i < width * inRow; i++) {
        int left = row[first + (i - inRow) * stride];
        int at = first + i * stride;
        row[at] = (char) ((row[at] + left) & mask);
      }
    }

    private int sample(int index) {
      int bits = samples.bits();
      if (bits == 8) {
        return bytes[index] & 0xFF;
      }
      if (bits == 16) {
        int high = bytes[2 * index + (pieces.coding().littleEndian() ? 1 : 0)] & 0xFF;
        int low = bytes[2 * index + (pieces.coding().littleEndian() ? 0 : 1)] & 0xFF;
        return high << 8 | low;
      }
      int value = 0;
      for (int bit = index * bits; bit < (index + 1) * bits; bit++) {
        value = value << 1 | (bytes[bit >> 3] >> (7 - (bit & 7)) & 1);
      }
      return value;
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Bytes whose lowest bit comes first. */
  private static final class Reversed extends InputStream {
    private final InputStream in;

    Reversed(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = in.read(target, offset, length);
      for (int i = offset; i < offset + count; i++) {
        target[i] = (byte) (Integer.reverse(target[i]) >>> 24);
      }
      return count;
    }
  }
}
