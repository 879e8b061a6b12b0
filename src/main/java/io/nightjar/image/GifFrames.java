package io.nightjar.image;

import io.nightjar.image.Background.Opacity;
import io.nightjar.image.Rejection.Reason;
import java.util.Arrays;

/**
 * Finds a GIF's first frame, which is all that is decoded of it.
 *
 * @see <a href="https://www.w3.org/Graphics/GIF/spec-gif89a.txt">GIF 89a</a>
 */
final class GifFrames {
  private static final int SCREEN = 6;
  private static final int TABLE = 0x80;
  private static final int BACKGROUND_INDEX = 11;
  private static final int FIRST_BLOCK = 13;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2C;
  private static final int TRAILER = 0x3B;

  /** The canvas with opacity, and the frame's indices. */
  private static final int WORK_BYTES = 5;

  private final HeaderBytes file;

  GifFrames(HeaderBytes file) {
    this.file = file;
  }

  ImageHeader header() throws UndecodableException {
    return new ImageHeader(
            ImageFormat.GIF, file.uint16LittleEndian(SCREEN), file.uint16LittleEndian(SCREEN + 2))
        .withWorkBytes(WORK_BYTES)
        .withTransparency(new Transparency.Channel(Opacity.APART));
  }

  /** That its first frame is there. */
  void requireWhole() throws UndecodableException {
    endOfFirst();
  }

  /**
   * The file as if it ended after its first frame: what is wrong behind it does not count. A colour
   * of the canvas that is not in the table, which the library would refuse, becomes the first.
   */
  byte[] first() throws UndecodableException {
    int end = endOfFirst();
    byte[] first = Arrays.copyOf(file.bytes(), end + 1);
    first[end] = TRAILER;
    int flags = file.uint8(SCREEN + 4);
    if ((flags & TABLE) != 0 && file.uint8(BACKGROUND_INDEX) >= colours(flags)) {
      first[BACKGROUND_INDEX] = 0;
    }
    return first;
  }

  private int endOfFirst() throws UndecodableException {
    int at = FIRST_BLOCK + tableBytes(file.uint8(SCREEN + 4));
    int block = file.uint8(at);
    while (block != IMAGE) {
      if (block != EXTENSION) {
        throw new UndecodableException(Reason.CORRUPT, "GIF has no frame");
      }
      at = skipBlocks(at + 2);
      block = file.uint8(at);
    }
    return skipBlocks(at + 11 + tableBytes(file.uint8(at + 9)));
  }

  /** The position behind data in blocks, each with its length before it, the last one empty. */
  private int skipBlocks(int from) throws UndecodableException {
    int at = from;
    int length = file.uint8(at);
    while (length > 0) {
      at += 1 + length;
      length = file.uint8(at);
    }
    return at + 1;
  }

  private static int tableBytes(int flags) {
    return (flags & TABLE) == 0 ? 0 : 3 * colours(flags);
  }

  private static int colours(int flags) {
    return 2 << (flags & 7);
  }
}
