package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_OPTIMIZE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_411;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_420;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_422;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;

import io.nightjar.image.Rejection.Reason;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A JPEG that ends with an end marker and yet is only a part of one. */
final class JpegWholeTest {
  /** How the library is asked to write. */
  enum Kind {
    COLOUR_420(IMWRITE_JPEG_SAMPLING_FACTOR, IMWRITE_JPEG_SAMPLING_FACTOR_420),
    COLOUR_422(IMWRITE_JPEG_SAMPLING_FACTOR, IMWRITE_JPEG_SAMPLING_FACTOR_422),
    COLOUR_411(IMWRITE_JPEG_SAMPLING_FACTOR, IMWRITE_JPEG_SAMPLING_FACTOR_411),
    COLOUR_444(IMWRITE_JPEG_SAMPLING_FACTOR, IMWRITE_JPEG_SAMPLING_FACTOR_444),
    OWN_TABLES(IMWRITE_JPEG_OPTIMIZE, 1),
    RESTARTS(IMWRITE_JPEG_RST_INTERVAL, 3),
    PROGRESSIVE(IMWRITE_JPEG_PROGRESSIVE, 1),
    PROGRESSIVE_RESTARTS(IMWRITE_JPEG_PROGRESSIVE, 1, IMWRITE_JPEG_RST_INTERVAL, 5);

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final int[] options;

    Kind(int... options) {
      this.options = options;
    }

    byte[] write(BufferedImage image) {
      return TestFiles.jpeg(image, options);
    }
  }

  @ParameterizedTest
  @EnumSource
  void wholeFilesAreWhole(Kind kind) {
    for (int width : new int[] {1, 7, 8, 9, 16, 17, 33, 150}) {
      byte[] jpeg = kind.write(noise(width, 150 - width / 2));

      assertThat(decode(jpeg, 3)).as("%d wide", width).isInstanceOf(DecodedImage.class);
    }
  }

  /** In small pictures even within the last group of blocks. */
  @ParameterizedTest
  @EnumSource
  void aSmallPictureCutAnywhereIsTruncated(Kind kind) {
    byte[] jpeg = kind.write(noise(45, 37));
    int data = firstScan(jpeg);
    for (int cut = data; cut < jpeg.length - 3; cut += 7) {
      assertThat(reason(cut(jpeg, cut))).as("at %d", cut).isEqualTo(Reason.TRUNCATED);
    }
  }

  /** In larger ones at least from one group of blocks on. */
  @ParameterizedTest
  @EnumSource
  void aLargePictureThatLacksAGroupOfBlocksIsTruncated(Kind kind) {
    byte[] jpeg = kind.write(noise(211, 173));
    int data = firstScan(jpeg);
    int group = 2 * (jpeg.length - data) / (211 * 173 / 256);
    for (int cut = data; cut < jpeg.length - group; cut += 997) {
      for (int channels : new int[] {1, 3}) {
        byte[] part = cut(jpeg, cut);
        assertThat(((Rejection) decode(part, channels)).reason())
            .as("at %d of %d", cut, jpeg.length)
            .isEqualTo(Reason.TRUNCATED);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void theLastCornerIsFoundHoweverThePictureIsTurned(int orientation) {
    byte[] jpeg = TestImages.withOrientation(Kind.COLOUR_420.write(noise(300, 200)), orientation);

    assertThat(decode(jpeg, 3)).isInstanceOf(DecodedImage.class);
    assertThat(reason(cut(jpeg, jpeg.length - 400))).isEqualTo(Reason.TRUNCATED);
  }

  /** As the library itself fills up, so its pixels alone do not tell. */
  @Test
  void aGreyPictureIsWhole() {
    byte[] jpeg = TestFiles.jpeg(TestImages.plain(300, 200, new Color(128, 128, 128)));

    assertThat(decode(jpeg, 3)).isInstanceOf(DecodedImage.class);
  }

  @Test
  void aPartThatAnotherRestartFollowsIsMissed() {
    byte[] jpeg = Kind.RESTARTS.write(noise(211, 173));
    int second = indexOf(jpeg, firstScan(jpeg), 0xD1);
    int third = indexOf(jpeg, second, 0xD2);
    byte[] without = new byte[jpeg.length - (third - second)];
    System.arraycopy(jpeg, 0, without, 0, second);
    System.arraycopy(jpeg, third, without, second, jpeg.length - third);

    assertThat(reason(without)).isEqualTo(Reason.TRUNCATED);
  }

  /** Found by what others leave out: Motion JPEG's frames have no tables. */
  @Test
  void aFileWithoutTablesHasTheStandardOnes() {
    byte[] jpeg = Kind.COLOUR_420.write(noise(45, 37));
    int at = 2;
    byte[] without = new byte[0];
    while ((jpeg[at + 1] & 0xFF) != 0xDA) {
      int length = 2 + ((jpeg[at + 2] & 0xFF) << 8 | (jpeg[at + 3] & 0xFF));
      if ((jpeg[at + 1] & 0xFF) != 0xC4) {
        without = joined(without, Arrays.copyOfRange(jpeg, at, at + length));
      }
      at += length;
    }
    byte[] whole =
        joined(joined(Arrays.copyOf(jpeg, 2), without), Arrays.copyOfRange(jpeg, at, jpeg.length));

    assertThat(decode(whole, 3)).isInstanceOf(DecodedImage.class);
    assertThat(reason(cut(whole, whole.length - 60))).isEqualTo(Reason.TRUNCATED);
  }

  @Test
  void aHeightThatComesLaterIsNotSupported() {
    byte[] jpeg = Kind.COLOUR_420.write(noise(45, 37));
    int frame = indexOf(jpeg, 0, 0xC0);
    jpeg[frame + 5] = 0;
    jpeg[frame + 6] = 0;
    byte[] lines = {(byte) 0xFF, (byte) 0xDC, 0, 4, 0, 37, (byte) 0xFF, (byte) 0xD9};
    byte[] later = joined(Arrays.copyOf(jpeg, jpeg.length - 2), lines);

    assertThat(reason(later)).isEqualTo(Reason.UNSUPPORTED_FORMAT);
    assertThat(reason(jpeg)).isEqualTo(Reason.ZERO_SIZE);
  }

  /** Behind half of an arithmetic file come pixels, too, and nothing tells. */
  @Test
  void arithmeticCodesAreNotSupported() {
    byte[] jpeg = Kind.COLOUR_420.write(noise(45, 37));
    jpeg[indexOf(jpeg, 0, 0xC0) + 1] = (byte) 0xC9;

    assertThat(decode(jpeg, 3))
        .isEqualTo(
            new Rejection(
                Rejection.Stage.DECODE,
                Reason.UNSUPPORTED_FORMAT,
                "JPEG of process 9 with 8 bits (expected baseline, extended or progressive with"
                    + " Huffman codes and 8)"));
  }

  private static byte[] cut(byte[] jpeg, int at) {
    byte[] part = Arrays.copyOf(jpeg, at + 2);
    part[at] = (byte) 0xFF;
    part[at + 1] = (byte) 0xD9;
    return part;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  /** Where the first scan's data begin. */
  private static int firstScan(byte[] jpeg) {
    int marker = indexOf(jpeg, 2, 0xDA);
    return marker + 2 + ((jpeg[marker + 2] & 0xFF) << 8 | (jpeg[marker + 3] & 0xFF));
  }

  private static int indexOf(byte[] jpeg, int from, int marker) {
    int at = from;
    while ((jpeg[at] & 0xFF) != 0xFF || (jpeg[at + 1] & 0xFF) != marker) {
      at++;
    }
    return at;
  }

  private static Reason reason(byte[] jpeg) {
    DecodeResult result = decode(jpeg, 3);
    assertThat(result).isInstanceOf(Rejection.class);
    return ((Rejection) result).reason();
  }

  private static DecodeResult decode(byte[] jpeg, int channels) {
    var shape = new ImageShape(channels, 24, 24);
    return new ImageDecoder(new Preprocessing(shape, Resize.STRETCH))
        .decode(new EncodedImage(jpeg));
  }

  /** Far from grey in all corners, and rough in between. */
  private static BufferedImage noise(int width, int height) {
    BufferedImage image = TestImages.plain(width, height, Color.ORANGE);
    var random = new SplittableRandom(7);
    for (int i = 0; i < width * height; i++) {
      int value = random.nextInt(60);
      int rgb = new Color(200 + value * 55 / 60, 90 + value, value * 2).getRGB();
      image.setRGB(i % width, i / width, rgb);
    }
    return image;
  }
}
