package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageDecoderTest {
  private static final Color ORANGE = new Color(250, 120, 10);
  private static final int GREY_OF_ORANGE = 146; // 0.299 red + 0.587 green + 0.114 blue

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "jpg"})
  void decodesToPlanesOfRedGreenAndBlue(String format) {
    byte[] file = TestImages.encoded(TestImages.plain(6, 4, ORANGE), format);

    DecodedImage image = decode(file, new ImageShape(3, 4, 6), Resize.STRETCH);

    int tolerance = format.equals("jpg") ? 3 : 0;
    assertThat(image.pixels()).hasSize(72);
    assertPlane(image, 0, 250, tolerance);
    assertPlane(image, 1, 120, tolerance);
    assertPlane(image, 2, 10, tolerance);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void decodesColourToGrey(String format) {
    byte[] file = TestImages.encoded(TestImages.plain(8, 8, ORANGE), format);

    DecodedImage image = decode(file, new ImageShape(1, 8, 8), Resize.STRETCH);

    assertThat(image.pixels()).hasSize(64);
    assertPlane(image, 0, GREY_OF_ORANGE, 1);
  }

  @Test
  void decodesGreyToThreeEqualPlanes() {
    BufferedImage grey = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(1, 2, 0, 77);

    DecodedImage image = decode(TestImages.png(grey), new ImageShape(3, 4, 4), Resize.STRETCH);

    for (int plane = 0; plane < 3; plane++) {
      assertThat(image.pixels()[plane * 16 + 2 * 4 + 1]).isEqualTo((byte) 77);
      assertThat(image.pixels()[plane * 16]).isZero();
    }
  }

  @Test
  void readsTransparentPngs() {
    BufferedImage transparent = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);

    assertThat(decode(TestImages.png(transparent), new ImageShape(3, 4, 4), Resize.FIT).pixels())
        .hasSize(48);
  }

  /** White left, black right, as stored; where the white half is once the image is upright. */
  @ParameterizedTest
  @CsvSource({
    "1, left",
    "2, right",
    "3, right",
    "4, left",
    "5, top",
    "6, top",
    "7, bottom",
    "8, bottom"
  })
  void turnsUprightAsExifSays(int orientation, String white) {
    BufferedImage stored = TestImages.halves(64, 32, Color.WHITE, Color.BLACK);
    byte[] file = TestImages.withOrientation(TestImages.jpeg(stored), orientation);

    DecodedImage image = decode(file, new ImageShape(1, 8, 8), Resize.STRETCH);

    boolean turned = orientation >= 5;
    assertThat(image.sourceWidth()).isEqualTo(turned ? 32 : 64);
    assertThat(image.sourceHeight()).isEqualTo(turned ? 64 : 32);
    assertThat(whiteSide(image.pixels())).isEqualTo(white);
  }

  /** Around each multiple of a reduction, where rounding could hide which side is which. */
  @Test
  void reducedDecodingKeepsTheSourceSizeInEveryOrientation() {
    for (int width = 60; width < 70; width++) {
      for (int height = 60; height < 70; height++) {
        byte[] jpeg = TestImages.jpeg(TestImages.plain(width, height, ORANGE));
        DecodedImage upright = decode(jpeg, new ImageShape(3, 4, 4), Resize.CROP);
        DecodedImage turned =
            decode(TestImages.withOrientation(jpeg, 6), new ImageShape(3, 4, 4), Resize.CROP);

        assertThat(List.of(upright.sourceWidth(), upright.sourceHeight()))
            .containsExactly(width, height);
        assertThat(List.of(turned.sourceWidth(), turned.sourceHeight()))
            .containsExactly(height, width);
      }
    }
  }

  @Test
  void reducesOnlyWhereTheTargetLosesNoDetail() {
    var square = new Preprocessing(new ImageShape(3, 64, 64), Resize.STRETCH);

    assertThat(Reduction.of(jpegOf(512, 600), square)).isEqualTo(Reduction.EIGHTH);
    assertThat(Reduction.of(jpegOf(300, 225), square)).isEqualTo(Reduction.HALF);
    assertThat(Reduction.of(jpegOf(300, 100), square)).isEqualTo(Reduction.NONE);
    assertThat(Reduction.of(new ImageHeader(ImageFormat.PNG, 512, 600), square))
        .isEqualTo(Reduction.NONE);
  }

  @Test
  void reducedDecodingShowsTheSamePicture() {
    BufferedImage halves = TestImages.halves(640, 512, Color.WHITE, Color.BLACK);

    DecodedImage reduced = decode(TestImages.jpeg(halves), new ImageShape(1, 8, 8), Resize.STRETCH);
    DecodedImage whole = decode(TestImages.png(halves), new ImageShape(1, 8, 8), Resize.STRETCH);

    for (int i = 0; i < 64; i++) {
      assertThat(reduced.pixels()[i] & 0xFF).isCloseTo(whole.pixels()[i] & 0xFF, within(3));
    }
  }

  @Test
  void barePixelsOfTheRightShapeStayAsTheyAre() {
    var raster = new RasterImage(new byte[] {0, 1, 2, (byte) 255}, new ImageShape(1, 2, 2));

    var result = decoder(new ImageShape(1, 2, 2), Resize.STRETCH).decode(raster);

    assertThat(result).isInstanceOf(DecodedImage.class);
    assertThat(((DecodedImage) result).pixels()).isEqualTo(raster.values());
  }

  @Test
  void convertsBarePixelsBetweenGreyAndColour() {
    var colour = new RasterImage(new byte[] {(byte) 250, 120, 10}, new ImageShape(3, 1, 1));
    var grey = new RasterImage(new byte[] {42}, new ImageShape(1, 1, 1));

    var toGrey = (DecodedImage) decoder(new ImageShape(1, 1, 1), Resize.FIT).decode(colour);
    var toColour = (DecodedImage) decoder(new ImageShape(3, 1, 1), Resize.FIT).decode(grey);
    var resized = (DecodedImage) decoder(new ImageShape(3, 2, 2), Resize.FIT).decode(colour);

    assertThat(toGrey.pixels()).containsExactly(GREY_OF_ORANGE);
    assertThat(toColour.pixels()).containsExactly(42, 42, 42);
    assertThat(resized.pixels())
        .containsExactly(250, 250, 250, 250, 120, 120, 120, 120, 10, 10, 10, 10);
    assertThat(resized.sourceWidth()).isEqualTo(1);
  }

  @Test
  void passesARejectionThrough() {
    var rejection =
        new Rejection(Rejection.Stage.READ, Rejection.Reason.UNREADABLE, "no permission");

    assertThat(decoder(new ImageShape(1, 2, 2), Resize.FIT).decode(rejection)).isSameAs(rejection);
  }

  private static ImageHeader jpegOf(int width, int height) {
    return new ImageHeader(ImageFormat.JPEG, width, height);
  }

  private static ImageDecoder decoder(ImageShape shape, Resize resize) {
    return new ImageDecoder(new Preprocessing(shape, resize));
  }

  private static DecodedImage decode(byte[] file, ImageShape shape, Resize resize) {
    DecodeResult result = decoder(shape, resize).decode(new EncodedImage(file));
    assertThat(result).isInstanceOf(DecodedImage.class);
    return (DecodedImage) result;
  }

  private static void assertPlane(DecodedImage image, int plane, int value, int tolerance) {
    int area = image.sourceWidth() * image.sourceHeight();
    for (int i = plane * area; i < (plane + 1) * area; i++) {
      assertThat(image.pixels()[i] & 0xFF).isCloseTo(value, within(tolerance));
    }
  }

  private static String whiteSide(byte[] eightByEight) {
    boolean topLeft = (eightByEight[0] & 0xFF) > 128;
    boolean topRight = (eightByEight[7] & 0xFF) > 128;
    boolean bottomLeft = (eightByEight[56] & 0xFF) > 128;
    if (topLeft) {
      return topRight ? "top" : "left";
    }
    return bottomLeft ? "bottom" : "right";
  }
}
