package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;

/**
 * The size of a WebP image in its three containers.
 *
 * @see <a href="https://developers.google.com/speed/webp/docs/riff_container">WebP container</a>
 */
final class WebpHeader {
  private static final int CHUNK = 12;
  private static final int FOURTEEN_BITS = 0x3FFF;

  private WebpHeader() {}

  static ImageHeader read(HeaderBytes file) throws UndecodableException {
    if (file.has(CHUNK, "VP8X")) {
      return header(file.uint24LittleEndian(24) + 1, file.uint24LittleEndian(27) + 1);
    }
    if (file.has(CHUNK, "VP8L")) {
      int packed = file.int32LittleEndian(21);
      return header((packed & FOURTEEN_BITS) + 1, (packed >>> 14 & FOURTEEN_BITS) + 1);
    }
    if (file.has(CHUNK, "VP8 ")) {
      return header(
          file.uint16LittleEndian(26) & FOURTEEN_BITS, file.uint16LittleEndian(28) & FOURTEEN_BITS);
    }
    throw new UndecodableException(Reason.CORRUPT, "WebP without a VP8, VP8L or VP8X chunk");
  }

  private static ImageHeader header(int width, int height) {
    return new ImageHeader(ImageFormat.WEBP, width, height);
  }
}
