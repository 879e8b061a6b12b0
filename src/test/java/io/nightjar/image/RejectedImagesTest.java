package io.nightjar.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.image.Rejection.Reason;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RejectedImagesTest {
  private static final Preprocessing GREY =
      new Preprocessing(new ImageShape(1, 16, 16), Resize.STRETCH);
  private static final int PNG_WIDTH = 16;
  private static final int JPEG_HEIGHT = 3;

  private final byte[] png = TestImages.png(picture());
  private final byte[] jpeg = TestImages.jpeg(picture());

  @Test
  void rejectsAnEmptyFile() {
    assertThat(rejection(new byte[0]).reason()).isEqualTo(Reason.EMPTY);
  }

  @Test
  void rejectsWhatIsNoImage() {
    assertThat(rejection("I am a text.\n".getBytes(UTF_8)).reason())
        .isEqualTo(Reason.UNSUPPORTED_FORMAT);
    assertThat(rejection(new byte[] {'\n'}).reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
  }

  @Test
  void rejectsAPngWithoutItsEnd() {
    for (int length = 9; length < png.length; length += 7) {
      assertThat(rejection(Arrays.copyOf(png, length)).reason()).isEqualTo(Reason.TRUNCATED);
    }
  }

  @Test
  void rejectsAJpegWithoutItsEnd() {
    for (int length = 3; length < jpeg.length; length += 7) {
      assertThat(rejection(Arrays.copyOf(jpeg, length)).reason()).isEqualTo(Reason.TRUNCATED);
    }
  }

  /** Its end-of-image marker must not be taken for the picture's. */
  @Test
  void rejectsATruncatedJpegWithAWholeThumbnail() {
    ByteBuffer file = ByteBuffer.allocate(jpeg.length + 6 + jpeg.length / 2);
    file.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (jpeg.length + 2)).put(jpeg);
    file.put(jpeg, 2, jpeg.length / 2);

    assertThat(rejection(file.array()).reason()).isEqualTo(Reason.TRUNCATED);
  }

  @Test
  void rejectsAJpegThatIsGoneOverAgainAndAgain() {
    byte[] large = TestFiles.progressiveJpeg(TestImages.plain(512, 512, Color.GRAY));
    byte[] small = TestFiles.progressiveJpeg(TestImages.plain(16, 16, Color.GRAY));

    assertThat(rejection(TestFiles.withScans(large, 2_100)))
        .returns(Reason.TOO_LARGE, Rejection::reason)
        .extracting(Rejection::detail)
        .asString()
        .startsWith("JPEG of 262144 pixels in 2");
    assertThat(rejection(TestFiles.withScans(small, 40_000)).reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(new ImageDecoder(GREY).decode(new EncodedImage(TestFiles.withScans(small, 2_100))))
        .isInstanceOf(DecodedImage.class);
  }

  @Test
  void acceptsAJpegWithBytesAfterItsEnd() {
    var decoder = new ImageDecoder(GREY);

    assertThat(decoder.decode(new EncodedImage(Arrays.copyOf(jpeg, jpeg.length + 100))))
        .isInstanceOf(DecodedImage.class);
  }

  @Test
  void rejectsImagesOfNoSize() {
    byte[] gif = TestImages.encoded(picture(), "gif");
    gif[6] = 0;
    gif[7] = 0;
    byte[] flat = jpeg.clone();
    int frame = frameHeader(flat);
    flat[frame + JPEG_HEIGHT] = 0;
    flat[frame + JPEG_HEIGHT + 1] = 0;

    assertThat(rejection(gif).reason()).isEqualTo(Reason.ZERO_SIZE);
    assertThat(rejection(flat).reason()).isEqualTo(Reason.ZERO_SIZE);
  }

  @Test
  void rejectsAHugeImageBeforeDecodingIt() {
    byte[] bomb = jpeg.clone();
    Arrays.fill(bomb, frameHeader(bomb) + JPEG_HEIGHT, frameHeader(bomb) + 7, (byte) 0xFF);

    Rejection rejection = rejection(bomb);

    assertThat(rejection.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(rejection.detail())
        .isEqualTo("65535 by 65535 pixels are more than any decoder takes");
  }

  @Test
  void theLimitCanBeSet() {
    var tight = new ImageDecoder(GREY, new DecodeLimits(40 * 30 - 1));
    var enough = new ImageDecoder(GREY, new DecodeLimits(40 * 30));

    assertThat(tight.decode(new EncodedImage(png))).isInstanceOf(Rejection.class);
    assertThat(enough.decode(new EncodedImage(png))).isInstanceOf(DecodedImage.class);
  }

  @Test
  void rejectsDamagedPngs() {
    byte[] badChecksum = png.clone();
    badChecksum[PNG_WIDTH + 3]++;
    byte[] noise = Arrays.copyOf(png, 200);
    new SplittableRandom(1).nextBytes(noise);
    System.arraycopy(png, 0, noise, 0, 8);

    assertThat(rejection(badChecksum).reason()).isEqualTo(Reason.CORRUPT);
    assertThat(rejection(noise).reason()).isEqualTo(Reason.CORRUPT);
  }

  @Test
  void rejectsAJpegWithoutAFrame() {
    byte[] nothing = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xD9};

    assertThat(rejection(nothing).reason()).isEqualTo(Reason.CORRUPT);
  }

  @Test
  void rejectsWhatTheDecoderRefuses() {
    byte[] bmp = TestImages.encoded(picture(), "bmp");
    bmp[28] = 5; // bits a pixel

    Rejection rejection = rejection(bmp);

    assertThat(rejection.stage()).isEqualTo(Rejection.Stage.DECODE);
    assertThat(rejection.reason()).isEqualTo(Reason.CORRUPT);
    assertThat(rejection.detail()).doesNotContain("\n");
  }

  @Test
  void rejectsOtherFilesThatEndTooSoon() {
    for (String format : new String[] {"bmp", "gif", "tiff"}) {
      byte[] file = TestImages.encoded(picture(), format);
      byte[] half = Arrays.copyOf(file, file.length / 2);

      assertThat(rejection(half).reason()).as(format).isEqualTo(Reason.TRUNCATED);
    }
    byte[] webp = TestFiles.webp(picture());
    byte[] ppm = TestFiles.ppm(2, 2, new byte[11]);

    assertThat(rejection(Arrays.copyOf(webp, webp.length - 9)).reason())
        .isEqualTo(Reason.TRUNCATED);
    assertThat(rejection(ppm).reason()).isEqualTo(Reason.TRUNCATED);
  }

  @Test
  void saysOfWhatItCannotDecodeThatItIsNotSupported() {
    byte[] twelveBits = jpeg.clone();
    twelveBits[frameHeader(twelveBits) + 2] = 12;
    byte[] lossless = jpeg.clone();
    lossless[frameHeader(lossless) - 1] = (byte) 0xC3;
    byte[] jpegInBmp = TestImages.encoded(picture(), "bmp");
    jpegInBmp[30] = 4;

    assertThat(rejection(twelveBits).reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
    assertThat(rejection(lossless).reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
    assertThat(rejection(jpegInBmp).reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
  }

  private static Rejection rejection(byte[] file) {
    DecodeResult result = new ImageDecoder(GREY).decode(new EncodedImage(file));
    assertThat(result).isInstanceOf(Rejection.class);
    return (Rejection) result;
  }

  /** 40 by 30 pixels of noise, so that every encoding has bytes to break. */
  private static BufferedImage picture() {
    BufferedImage image = TestImages.plain(40, 30, Color.GRAY);
    var random = new SplittableRandom(7);
    for (int i = 0; i < 40 * 30; i++) {
      image.setRGB(i % 40, i / 40, random.nextInt());
    }
    return image;
  }

  /** The position just after the marker of a baseline JPEG's frame header. */
  private static int frameHeader(byte[] jpeg) {
    for (int at = 0; ; at++) {
      if (jpeg[at] == (byte) 0xFF && jpeg[at + 1] == (byte) 0xC0) {
        return at + 2;
      }
    }
  }
}
