package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nightjar.image.Rejection.Reason;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What decoding takes, told from the head of a file. */
final class DecodeLimitsTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;
  private static final int PIXELS = WIDTH * HEIGHT;

  private final BufferedImage picture =
      TestImages.halves(WIDTH, HEIGHT, Color.ORANGE, Color.DARK_GRAY);

  @Test
  void countsThePixelsThatLeaveTheDecoder() throws UndecodableException {
    assertThat(bytes(TestImages.png(picture), 3)).isEqualTo(3 * PIXELS);
    assertThat(bytes(TestImages.png(picture), 1)).isEqualTo(PIXELS);
    assertThat(bytes(TestImages.jpeg(picture), 3)).isEqualTo(3 * PIXELS);
    assertThat(bytes(TestImages.encoded(picture, "bmp"), 3)).isEqualTo(3 * PIXELS);
  }

  @Test
  void countsReducedPixelsWhereThatIsWhatIsDecoded() throws UndecodableException {
    var file = new HeaderBytes(TestImages.jpeg(picture));
    var small = new Preprocessing(new ImageShape(3, 8, 8), Resize.STRETCH);
    ImageHeader header = ImageFormat.JPEG.header(file);

    assertThat(header.decodeBytes(Reduction.of(header, small), small)).isEqualTo(3 * PIXELS / 16.0);
  }

  /** At two bytes a coefficient and a bit for what is not zero, colour at half the size twice. */
  @Test
  void countsTheCoefficientsOfProgressiveJpegs() throws UndecodableException {
    assertThat(bytes(TestFiles.progressiveJpeg(picture), 3))
        .isEqualTo(3 * PIXELS + 2.125 * 1.5 * PIXELS);
  }

  @Test
  void countsDepthAndTheCopiesThatTransparencyNeeds() throws UndecodableException {
    BufferedImage alpha = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
    byte[] key =
        TestFiles.withChunk(TestImages.png(TestFiles.grey(2, 16, 1, 2)), "tRNS", new byte[2]);

    assertThat(bytes(TestImages.png(alpha), 3)).isEqualTo((4 + 3) * PIXELS);
    assertThat(bytes(key, 3)).isEqualTo((8 + 4 + 3) * 2);
  }

  @Test
  void countsATurnedImageTwice() throws UndecodableException {
    assertThat(bytes(TestImages.withOrientation(TestImages.jpeg(picture), 6), 3))
        .isEqualTo(2 * 3 * PIXELS);
  }

  /** The library decodes a tile whole, however little of it the image covers. */
  @Test
  void countsTilesThatAreLargerThanTheirImage() {
    ByteBuffer tiff = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) 9);
    int[][] entries = {
      {256, 8},
      {257, 8},
      {258, 8},
      {259, 7},
      {262, 1},
      {322, 1 << 20},
      {323, 1 << 20},
      {324, 300},
      {325, 64}
    };
    for (int[] entry : entries) {
      tiff.putShort((short) entry[0]).putShort((short) 4).putInt(1).putInt(entry[1]);
    }

    Rejection rejection = (Rejection) decode(tiff.array(), DecodeLimits.DEFAULT);

    assertThat(rejection.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(rejection.detail()).startsWith("8 by 8 pixels take ");
  }

  @Test
  void theLimitIsHeldToTheByte() {
    byte[] png = TestImages.png(picture);

    assertThat(decode(png, new DecodeLimits(PIXELS - 1))).isInstanceOf(Rejection.class);
    assertThat(decode(png, new DecodeLimits(PIXELS))).isInstanceOf(DecodedImage.class);
  }

  /** Of a file of 64 MiB, in under 50 ms and 16 MB: the head alone is looked at. */
  @Test
  void refusesALargeFileByItsHead() {
    byte[] bomb = Arrays.copyOf(TestImages.png(picture), 64 << 20);
    ByteBuffer.wrap(bomb).putInt(16, 30_000).putInt(20, 30_000);
    decode(bomb, DecodeLimits.DEFAULT); // loads the classes
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long allocated = threads.getThreadAllocatedBytes(self);
    long start = System.nanoTime();

    DecodeResult result = decode(bomb, DecodeLimits.DEFAULT);

    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(50);
    assertThat(threads.getThreadAllocatedBytes(self) - allocated).isLessThan(16 << 20);
    assertThat(((Rejection) result).reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(((Rejection) result).detail())
        .isEqualTo("30000 by 30000 pixels take 858 MiB to decode, the limit is 512 MiB");
  }

  private static double bytes(byte[] bytes, int channels) throws UndecodableException {
    var file = new HeaderBytes(bytes);
    var whole = new Preprocessing(new ImageShape(channels, HEIGHT, WIDTH), Resize.STRETCH);
    return ImageFormat.of(file).header(file).decodeBytes(Reduction.NONE, whole);
  }

  private static DecodeResult decode(byte[] file, DecodeLimits limits) {
    return new ImageDecoder(new Preprocessing(new ImageShape(1, 4, 4), Resize.STRETCH), limits)
        .decode(new EncodedImage(file));
  }
}
