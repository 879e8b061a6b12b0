package io.nightjar.image;

import io.nightjar.image.Background.Opacity;
import io.nightjar.image.Rejection.Reason;

/**
 * The size of a WebP image in its three containers.
 *
 * @see <a href="https://developers.google.com/speed/webp/docs/riff_container">WebP container</a>
 */
final class WebpHeader {
  private static final int CHUNK = 12;
  private static final int FOURTEEN_BITS = 0x3FFF;
  private static final int EXTENDED_ANIMATION = 0x02;
  private static final int EXTENDED_EXIF = 0x08;
  private static final int EXTENDED_ALPHA = 0x10;
  private static final int LOSSLESS_ALPHA = 1 << 28;

  /** A lossless picture is decoded to four bytes a pixel first, an animation's canvas is two. */
  private static final int LOSSLESS_BYTES = 4;

  private static final int ANIMATION_BYTES = 12;

  private final HeaderBytes file;

  WebpHeader(HeaderBytes file) {
    this.file = file;
  }

  ImageHeader header() throws UndecodableException {
    if (file.has(CHUNK, "VP8X")) {
      return extended();
    }
    if (file.has(CHUNK, "VP8L")) {
      int packed = file.int32LittleEndian(21);
      return header((packed & FOURTEEN_BITS) + 1, (packed >>> 14 & FOURTEEN_BITS) + 1)
          .withTransparency(transparency((packed & LOSSLESS_ALPHA) != 0));
    }
    if (file.has(CHUNK, "VP8 ")) {
      return header(
          file.uint16LittleEndian(26) & FOURTEEN_BITS, file.uint16LittleEndian(28) & FOURTEEN_BITS);
    }
    throw new UndecodableException(Reason.CORRUPT, "WebP without a VP8, VP8L or VP8X chunk");
  }

  /** That the file is as long as it says. */
  void requireWhole() throws UndecodableException {
    long length = (file.int32LittleEndian(4) & 0xFFFFFFFFL) + 8;
    if (length > file.length()) {
      throw new UndecodableException(
          Reason.TRUNCATED, "WebP of %d bytes ends at %d".formatted(length, file.length()));
    }
  }

  private ImageHeader extended() throws UndecodableException {
    int flags = file.uint8(20);
    boolean animated = (flags & EXTENDED_ANIMATION) != 0;
    boolean exif = (flags & EXTENDED_EXIF) != 0;
    return header(file.uint24LittleEndian(24) + 1, file.uint24LittleEndian(27) + 1)
        .withWorkBytes(animated ? ANIMATION_BYTES : LOSSLESS_BYTES)
        .withTransparency(transparency(animated || (flags & EXTENDED_ALPHA) != 0))
        .withOrientation(exif ? orientation() : 1);
  }

  /** Of the first EXIF chunk; 1 where there is none. */
  private int orientation() {
    try {
      long at = CHUNK;
      while (at < file.length()) {
        int chunk = (int) at;
        long length = file.int32LittleEndian(chunk + 4) & 0xFFFFFFFFL;
        if (file.has(chunk, "EXIF")) {
          int base = file.has(chunk + 8, "Exif\0\0") ? chunk + 14 : chunk + 8;
          return TiffDirectory.orientation(file, base);
        }
        at += 8 + length + (length & 1);
      }
      return 1;
    } catch (UndecodableException e) {
      return 1;
    }
  }

  private static Transparency transparency(boolean alpha) {
    return alpha ? new Transparency.Channel(Opacity.APART) : Transparency.OPAQUE;
  }

  private static ImageHeader header(int width, int height) {
    return new ImageHeader(ImageFormat.WEBP, width, height).withWorkBytes(LOSSLESS_BYTES);
  }
}
