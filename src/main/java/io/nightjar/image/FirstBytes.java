package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;
import java.util.Arrays;
import java.util.List;

/**
 * Whether a file's first bytes are an image's, for files whose names do not say so. Stricter than
 * decoding, which is given what is called an image: a text may begin with {@code BM} or {@code P5}.
 */
public final class FirstBytes {
  /** How many are looked at; fewer where a file is shorter. */
  public static final int COUNT = 64;

  /** Where a bitmap's second header begins, with its own length. */
  private static final int BMP_HEADER = 14;

  /** The lengths that all versions of the second header have. */
  private static final List<Integer> BMP_HEADER_LENGTHS = List.of(12, 16, 40, 52, 56, 64, 108, 124);

  /** What follows the first box's length in an ISO media file that holds pictures. */
  private static final List<String> PICTURE_BRANDS =
      List.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis");

  /** Beginnings of encodings that are not decoded: what has one is a reject. */
  private static final List<String> NOT_DECODED =
      List.of(
          "\0\0\0\u000CjP  \r\n\u0087\n", // JPEG 2000
          "\u00FFO\u00FFQ", // its codestream
          "\0\0\0\u000CJXL \r\n\u0087\n", // JPEG XL
          "8BPS\0", // Photoshop
          "v/1\u0001", // OpenEXR
          "DDS |\0\0\0",
          "qoif",
          "FLIF",
          "BPG\u00FB",
          "gimp xcf ",
          "\u008AMNG\r\n\u001A\n",
          "\u008BJNG\r\n\u001A\n");

  private FirstBytes() {}

  /**
   * True if an image begins so, be it one that is decoded or not.
   *
   * @param head the first {@value #COUNT} bytes, or all of a shorter file; more do no harm
   */
  public static boolean areOfImage(byte[] head) {
    HeaderBytes file = new HeaderBytes(head);
    return Arrays.stream(ImageFormat.values())
            .anyMatch(format -> format.matches(file) && isLikely(format, file))
        || NOT_DECODED.stream().anyMatch(beginning -> file.has(0, beginning))
        || (file.has(4, "ftyp") && PICTURE_BRANDS.stream().anyMatch(brand -> file.has(8, brand)));
  }

  /** Two characters are too few to tell a picture from a text. */
  private static boolean isLikely(ImageFormat format, HeaderBytes file) {
    return switch (format) {
      case BMP -> isBmp(file);
      case PNM -> isPnm(file);
      case JPEG, PNG, GIF, WEBP, TIFF -> true;
    };
  }

  private static boolean isBmp(HeaderBytes file) {
    try {
      return BMP_HEADER_LENGTHS.contains(file.int32LittleEndian(BMP_HEADER));
    } catch (UndecodableException e) {
      return false;
    }
  }

  /** A comment may be longer than what is looked at. */
  private static boolean isPnm(HeaderBytes file) {
    try {
      return new PnmHeader(file).header() != null;
    } catch (UndecodableException e) {
      Reason reason = e.rejection().reason();
      boolean isCommented = reason == Reason.TRUNCATED && file.has(3, "#");
      return isCommented || reason == Reason.UNSUPPORTED_FORMAT;
    }
  }
}
