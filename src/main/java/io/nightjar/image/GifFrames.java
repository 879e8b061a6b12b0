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

  /** What the screen's two bytes hold. */
  private static final int MOST_SIDE = 0xFFFF;

  /** The canvas with opacity, and the frame's indices. */
  private static final int WORK_BYTES = 5;

  private final HeaderBytes file;

  GifFrames(HeaderBytes file) {
    this.file = file;
  }

  ImageHeader header() throws UndecodableException {
    return new ImageHeader(ImageFormat.GIF, side(0), side(1))
        .withWorkBytes(WORK_BYTES)
        .withTransparency(new Transparency.Channel(Opacity.APART));
  }

  /** True if the first frame goes beyond the screen, which the library refuses. */
  boolean isLargerThanScreen() throws UndecodableException {
    return side(0) > screenSide(0) || side(1) > screenSide(1);
  }

  /** That its first frame is there. */
  void requireWhole() throws UndecodableException {
    endOfFirst();
  }

  /**
   * The file as if it ended after its first frame: what is wrong behind it does not count. What the
   * library would refuse is mended: the screen grows to its first frame, as others have it, and a
   * colour of the canvas that is not in the table becomes the first.
   */
  byte[] first() throws UndecodableException {
    int end = endOfFirst();
    byte[] first = Arrays.copyOf(file.bytes(), end + 1);
    first[end] = TRAILER;
    for (int axis = 0; axis < 2; axis++) {
      first[SCREEN + 2 * axis] = (byte) side(axis);
      first[SCREEN + 2 * axis + 1] = (byte) (side(axis) >> 8);
    }
    int flags = file.uint8(SCREEN + 4);
    if ((flags & TABLE) != 0 && file.uint8(BACKGROUND_INDEX) >= colours(flags)) {
      first[BACKGROUND_INDEX] = 0;
    }
    return first;
  }

  /**
   * The screen's width or height, or as much as the first frame needs; 0 of a screen stays 0.
   *
   * @param axis 0 for width, 1 for height
   */
  private int side(int axis) throws UndecodableException {
    int screen = screenSide(axis);
    int frame = firstFrame() + 1;
    int end =
        file.uint16LittleEndian(frame + 2 * axis) + file.uint16LittleEndian(frame + 4 + 2 * axis);
    return screen == 0 ? 0 : Math.min(MOST_SIDE, Math.max(screen, end));
  }

  private int screenSide(int axis) throws UndecodableException {
    return file.uint16LittleEndian(SCREEN + 2 * axis);
  }

  private int endOfFirst() throws UndecodableException {
    int at = firstFrame();
    return skipBlocks(at + 11 + tableBytes(file.uint8(at + 9)));
  }

  private int firstFrame() throws UndecodableException {
    int at = FIRST_BLOCK + tableBytes(file.uint8(SCREEN + 4));
    int block = file.uint8(at);
    while (block != IMAGE) {
      if (block != EXTENSION) {
        throw new UndecodableException(Reason.CORRUPT, "GIF has no frame");
      }
      at = skipBlocks(at + 2);
      block = file.uint8(at);
    }
    return at;
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
