package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;
import java.util.Set;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Walks a JPEG's markers from SOI to EOI for its size, and to see that it ends. The decoder itself
 * would take a truncated file for a whole one and repeat the last row.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annex B</a>
 */
final class JpegScan {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int DHT = 0xC4;
  private static final int DRI = 0xDD;
  private static final int DNL = 0xDC;
  private static final int APP1 = 0xE1;
  private static final int TEM = 0x01;

  private static final int PROGRESSIVE = 0xC2;

  /**
   * Baseline, extended and progressive with Huffman codes. Arithmetic ones have no end of their
   * own: half a picture could not be told from a whole one.
   */
  private static final Set<Integer> FRAMES = Set.of(0xC0, 0xC1, PROGRESSIVE);

  /** Each coefficient takes two bytes, and an eighth for which are not zero. */
  private static final double COEFFICIENT_BYTES = 2.125;

  /** As few groups of blocks are walked in no time, and each is much of the picture. */
  private static final long FEW_GROUPS = 64;

  /** Components; what has more is turned from inks to colours, and fillings with it. */
  private static final int COLOURS = 3;

  /** Luminance of blocks without data, and how far neighbours' colours and rounding may take it. */
  private static final double FILLING = 128;

  private static final double FILLING_SPREAD = 3;

  /** Encoders make 10 of colour, and people who tune them a few more. */
  private static final int ALWAYS_ALLOWED_SCANS = 16;

  private static final long MOST_SCANNED_PIXELS = 1L << 29;

  /** What beginning a scan takes. */
  private static final long LEAST_PIXELS_OF_A_SCAN = 1 << 14;

  private final HeaderBytes file;
  private int frame;
  private int frameMarker;
  private int orientation = 1;

  JpegScan(HeaderBytes file) {
    this.file = file;
  }

  /** Reads up to the first scan. */
  ImageHeader header() throws UndecodableException {
    int at = 0;
    int marker = SOI;
    while (marker != SOS && marker != EOI) {
      at = nextMarker(at);
      marker = file.bytes()[at - 1] & 0xFF;
      if (isFrame(marker) && frame == 0) {
        frame = at;
        frameMarker = marker;
      } else if (marker == APP1 && file.has(at + 2, "Exif\0\0")) {
        orientation = TiffDirectory.orientation(file, at + 8);
      }
      at = marker == SOS ? at : behind(marker, at);
    }
    if (frame == 0) {
      throw new UndecodableException(
          Reason.CORRUPT,
          "JPEG has no frame header before its " + (marker == SOS ? "scan" : "end"));
    }
    if (file.uint16BigEndian(frame + 3) == 0 && marker == SOS && linesComeLater(at)) {
      throw new UndecodableException(
          Reason.UNSUPPORTED_FORMAT, "JPEG whose height comes after its first scan");
    }
    return header(marker == SOS && file.uint8(at + 2) < file.uint8(frame + 7));
  }

  private boolean linesComeLater(int from) {
    try {
      int at = nextMarker(from);
      while (isRestart(file.bytes()[at - 1] & 0xFF)) {
        at = nextMarker(at);
      }
      return file.bytes()[at - 1] == (byte) DNL;
    } catch (UndecodableException e) {
      return false;
    }
  }

  /**
   * Walks to the end; through the scans' data only where that is rare, or one group of blocks is
   * much of the picture. Elsewhere {@link #mayBeFilledUp} tells from the pixels.
   */
  void requireWhole() throws UndecodableException {
    int at = 0;
    int marker = SOI;
    long scans = 0;
    int scanned = 0;
    long restarts = 0;
    int interval = 0;
    while (marker != EOI) {
      at = nextMarker(at);
      marker = file.bytes()[at - 1] & 0xFF;
      if (isFrame(marker) && frame == 0) {
        frame = at;
        frameMarker = marker;
      } else if (marker == DRI) {
        interval = file.uint16BigEndian(at + 2);
      }
      if (marker == SOS) {
        scans++;
        scanned = file.uint8(at + 2);
      }
      restarts += isRestart(marker) ? 1 : 0;
      at = behind(marker, at);
    }
    requireFewScans(scans);
    if (frame > 0) {
      JpegFrame blocks = JpegFrame.of(file, frame, frameMarker == PROGRESSIVE);
      int components = blocks.components().size();
      boolean simple = scans == 1 && scanned == components && !blocks.progressive();
      boolean fillsWithGrey = simple && components <= COLOURS && !blocks.isOdd();
      if (!fillsWithGrey
          || blocks.lacksRestarts(interval, restarts)
          || blocks.groups() <= FEW_GROUPS) {
        requireData();
      }
    }
  }

  /**
   * Walks to the end, through the scans' data.
   *
   * @throws UndecodableException when blocks are missing
   */
  void requireData() throws UndecodableException {
    var entropy = new JpegEntropy(file);
    int at = 0;
    int marker = SOI;
    boolean framed = false;
    while (marker != EOI) {
      at = nextMarker(at);
      marker = file.bytes()[at - 1] & 0xFF;
      if (isFrame(marker) && !framed) {
        framed = true;
        entropy.frame(at, marker == PROGRESSIVE);
      } else if (marker == DHT) {
        entropy.tables(at);
      } else if (marker == DRI) {
        entropy.restarts(at);
      }
      at = marker == SOS ? entropy.scan(at) : behind(marker, at);
    }
    entropy.requireComplete();
  }

  /**
   * True if a corner of the decoded picture has the grey that the library puts where data is
   * missing; whichever corner was the last one before the picture was turned upright.
   */
  static boolean mayBeFilledUp(Mat decoded) {
    return OpenCv.cornerLuminances(decoded)
        .anyMatch(luminance -> Math.abs(luminance - FILLING) <= FILLING_SPREAD);
  }

  /** Each scan goes over all pixels again, however few bytes it has. */
  private void requireFewScans(long scans) throws UndecodableException {
    long pixels = (long) file.uint16BigEndian(frame + 5) * file.uint16BigEndian(frame + 3);
    if (scans > ALWAYS_ALLOWED_SCANS
        && scans * Math.max(pixels, LEAST_PIXELS_OF_A_SCAN) > MOST_SCANNED_PIXELS) {
      throw new UndecodableException(
          Reason.TOO_LARGE, "JPEG of %d pixels in %d scans".formatted(pixels, scans));
    }
  }

  /**
   * @param separate whether the first scan lacks components, so that there are several
   */
  private ImageHeader header(boolean separate) throws UndecodableException {
    int bits = file.uint8(frame + 2);
    if (!FRAMES.contains(frameMarker) || bits != 8) {
      throw new UndecodableException(
          Reason.UNSUPPORTED_FORMAT,
          "JPEG of process %d with %d bits (expected baseline, extended or progressive with Huffman codes and 8)"
              .formatted(frameMarker - 0xC0, bits));
    }
    boolean buffered = separate || frameMarker == PROGRESSIVE;
    return new ImageHeader(
            ImageFormat.JPEG, file.uint16BigEndian(frame + 5), file.uint16BigEndian(frame + 3))
        .withWorkBytes(buffered ? coefficientBytes() : 0)
        .withOrientation(orientation);
  }

  /**
   * Where scans add to one another, all coefficients are kept, at full size whatever is decoded.
   */
  private double coefficientBytes() throws UndecodableException {
    int components = file.uint8(frame + 7);
    int most = 1;
    int sum = 0;
    for (int component = 0; component < components; component++) {
      int sampling = file.uint8(frame + 9 + 3 * component);
      int samples = (sampling >> 4) * (sampling & 15);
      most = Math.max(most, samples);
      sum += samples;
    }
    return COEFFICIENT_BYTES * sum / most;
  }

  private int behind(int marker, int at) throws UndecodableException {
    return hasLength(marker) ? at + file.uint16BigEndian(at) : at;
  }

  /**
   * The position just after the next marker. Entropy-coded data needs no care of its own: it is
   * whatever is skipped on the way, and in it 0xFF is followed by 0.
   */
  private int nextMarker(int from) throws UndecodableException {
    byte[] bytes = file.bytes();
    for (int at = from; at + 1 < bytes.length; at++) {
      int code = bytes[at + 1] & 0xFF;
      if (bytes[at] == (byte) 0xFF && code != 0 && code != 0xFF) {
        return at + 2;
      }
    }
    throw new UndecodableException(Reason.TRUNCATED, "JPEG ends without an end-of-image marker");
  }

  /** SOF0 to SOF15; three codes among them mean something else (DHT, JPG, DAC). */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static boolean isRestart(int marker) {
    return marker >= 0xD0 && marker <= 0xD7;
  }

  private static boolean hasLength(int marker) {
    return !isRestart(marker) && marker != SOI && marker != EOI && marker != TEM;
  }
}
