package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is special about some kinds of files; pixels are written as red, green and blue. */
final class FormatsTest {
  private static final Background WHITE = Background.of("white");
  private static final int HALF_RED = 0x80FF0000;

  @Test
  void laysTransparentPixelsOverTheBackground() {
    byte[] png = TestImages.png(TestFiles.row(0xFF102030, HALF_RED, 0x00FF0000));

    assertThat(pixels(png, Background.BLACK)).containsExactly(0x102030, 0x800000, 0x000000);
    assertThat(pixels(png, WHITE)).containsExactly(0x102030, 0xFF7F7F, 0xFFFFFF);
    assertThat(pixels(png, Background.of("#00FF00"))).containsExactly(0x102030, 0x807F00, 0x00FF00);
  }

  @Test
  void theFirstVersionShowsWhatLiesBeneath() {
    byte[] png = TestImages.png(TestFiles.row(0xFF102030, HALF_RED, 0x00FF0000));
    var first =
        new Preprocessing(
            new ImageShape(3, 1, 3), Resize.STRETCH, Background.BLACK, Preprocessing.FIRST_VERSION);

    assertThat(pixels(png, first)).containsExactly(0x102030, 0xFF0000, 0xFF0000);
  }

  @ParameterizedTest
  @MethodSource("opaque")
  void opaqueImagesAreTheSameInBothVersionsAndOnAnyBackground(byte[] file) {
    var shape = new ImageShape(3, 5, 7);
    var now = new Preprocessing(shape, Resize.STRETCH, WHITE);
    var first =
        new Preprocessing(shape, Resize.STRETCH, Background.BLACK, Preprocessing.FIRST_VERSION);

    assertThat(pixels(file, now)).isEqualTo(pixels(file, first));
  }

  static Stream<byte[]> opaque() {
    BufferedImage halves = TestImages.halves(31, 17, Color.ORANGE, Color.BLUE);
    BufferedImage opaque = new BufferedImage(31, 17, BufferedImage.TYPE_INT_ARGB);
    opaque.createGraphics().drawImage(halves, 0, 0, null);
    return Stream.of(
        TestImages.png(halves),
        TestImages.png(opaque),
        TestImages.jpeg(halves),
        TestImages.withOrientation(TestImages.jpeg(halves), 6),
        TestFiles.progressiveJpeg(halves),
        TestImages.encoded(halves, "gif"),
        TestImages.encoded(halves, "bmp"),
        TestFiles.webp(halves),
        TestFiles.withChunk(TestImages.png(halves), "eXIf", TestFiles.exif(8)));
  }

  @Test
  void laysPalettesOverTheBackground() {
    BufferedImage image = TestFiles.palette(new int[] {0xFF0000FF, 0x00FF0000}, 0, 1);

    assertThat(pixels(TestImages.png(image), WHITE)).containsExactly(0x0000FF, 0xFFFFFF);
    assertThat(pixels(TestImages.encoded(image, "gif"), WHITE)).containsExactly(0x0000FF, 0xFFFFFF);
  }

  @Test
  void aGreyLevelMayBeTransparent() {
    byte[] eight = TestImages.png(TestFiles.grey(2, 8, 7, 200));
    byte[] sixteen = TestImages.png(TestFiles.grey(2, 16, 7 * 257, 200 * 257));

    assertThat(pixels(TestFiles.withChunk(eight, "tRNS", (byte) 0, (byte) 7), WHITE))
        .containsExactly(0xFFFFFF, 0xC8C8C8);
    assertThat(pixels(TestFiles.withChunk(sixteen, "tRNS", (byte) 7, (byte) 7), WHITE))
        .containsExactly(0xFFFFFF, 0xC8C8C8);
  }

  @Test
  void sixteenBitsBecomeEight() {
    byte[] png = TestImages.png(TestFiles.grey(4, 16, 0, 0x80FF, 0xC800, 0xFFFF));

    assertThat(pixels(png, WHITE)).containsExactly(0, 0x808080, 0xC8C8C8, 0xFFFFFF);
  }

  @Test
  void fitsOnTheBackground() {
    var fit = new Preprocessing(new ImageShape(3, 3, 3), Resize.FIT, Background.of("#123456"));
    var greyFit = new Preprocessing(new ImageShape(1, 3, 1), Resize.FIT, Background.of("#00ff00"));
    byte[] png = TestImages.png(TestImages.plain(9, 3, Color.RED));

    assertThat(pixels(png, fit))
        .containsExactly(
            0x123456, 0x123456, 0x123456, 0xFF0000, 0xFF0000, 0xFF0000, 0x123456, 0x123456,
            0x123456);
    assertThat(decoded(png, greyFit).pixels()).containsExactly(150, 76, 150);
  }

  /** Adobe's custom, which all decoders follow: 255 is no ink. */
  @Test
  void decodesCmyk() {
    assertClose(TestFiles.cmykJpeg(8, 8, 255, 255, 255, 255), 255, 255, 255);
    assertClose(TestFiles.cmykJpeg(8, 8, 255, 0, 0, 255), 255, 0, 0);
    assertClose(TestFiles.cmykJpeg(8, 8, 255, 255, 255, 0), 0, 0, 0);
    assertClose(TestFiles.cmykJpeg(8, 8, 200, 100, 50, 128), 100, 50, 25);
  }

  /** Five or six bits, all set, are full colour. */
  @Test
  void decodesBitmapsOfSixteenBits() {
    byte[] bmp = TestFiles.bmp565(0xF800, 0x07E0, 0x001F, 0xFFFF, 0x8410);

    assertThat(pixels(bmp, WHITE))
        .containsExactly(0xFF0000, 0x00FF00, 0x0000FF, 0xFFFFFF, 0x848284);
  }

  /** Some writers fill their rows up to whole words, and others leave parts of them out. */
  @ParameterizedTest
  @MethodSource("runs")
  void decodesBitmapsOfRuns(int bits, byte[] runs) {
    byte[] bmp = TestFiles.bmpOfRuns(3, 2, bits, new int[] {0x101010, 0xFF0000, 0x0000FF}, runs);

    assertThat(pixels(bmp, WHITE))
        .containsExactly(0xFF0000, 0xFF0000, 0x0000FF, 0x101010, 0xFF0000, 0x101010);
  }

  static Stream<Arguments> runs() {
    return Stream.of(
        // One colour left out, another, a row's end; three colours and one for the whole word.
        Arguments.of(8, new byte[] {0, 2, 1, 0, 1, 1, 0, 0, 0, 3, 1, 1, 2, 0, 0, 0, 0, 1}),
        // Runs that go beyond the row's end.
        Arguments.of(8, new byte[] {1, 0, 1, 1, 9, 0, 0, 0, 2, 1, 1, 2, 5, 0, 0, 1}),
        Arguments.of(4, new byte[] {2, 0x01, 6, 0, 0, 0, 0, 3, 0x11, 0x20, 0, 1}));
  }

  @Test
  void aBitmapWhoseRunsEndTooSoonIsTruncated() {
    byte[] bmp = TestFiles.bmpOfRuns(3, 2, 8, new int[] {0x101010}, new byte[] {3, 0, 0, 0, 1, 0});

    DecodeResult result = new ImageDecoder(square()).decode(new EncodedImage(bmp));

    assertThat(((Rejection) result).reason()).isEqualTo(Rejection.Reason.TRUNCATED);
  }

  /** Found by mutation: a mask for opacity where no pixel has bits for it. */
  @Test
  void passesOverAMaskForOpacityAtSixteenBits() {
    byte[] bmp = TestFiles.bmp565(0xF800, 0x07E0, 0x001F, 0xFFFF, 0x8410);
    bmp[14] = 56;
    bmp[66] = (byte) 0xFF;

    assertThat(pixels(bmp, WHITE)[0]).isEqualTo(0xFF1CFF); // the mask is the first pixel, too
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyFormatTurnsUprightAlike(int orientation) {
    BufferedImage stored = TestImages.plain(24, 16, Color.BLACK);
    stored.createGraphics().fillRect(0, 0, 8, 8); // white: tells all eight apart
    byte[] jpeg = TestImages.withOrientation(TestImages.jpeg(stored), orientation);
    byte[] exif = TestFiles.exif(orientation);
    byte[] png = TestFiles.withChunk(TestImages.png(stored), "eXIf", exif);
    BufferedImage alpha = new BufferedImage(24, 16, BufferedImage.TYPE_INT_ARGB);
    alpha.createGraphics().drawImage(stored, 0, 0, null);
    byte[] seeThrough = TestFiles.withChunk(TestImages.png(alpha), "eXIf", exif);
    byte[] webp = TestFiles.webpWithOrientation(stored, orientation);

    int[] upright = thresholded(jpeg);
    assertThat(thresholded(png)).isEqualTo(upright);
    assertThat(thresholded(seeThrough)).isEqualTo(upright);
    assertThat(thresholded(webp)).isEqualTo(upright);
    assertThat(decoded(png, square()).sourceWidth()).isEqualTo(orientation < 5 ? 24 : 16);
  }

  @Test
  void decodesTheStillPictureOfAnAnimatedPng() {
    byte[] still = TestImages.png(TestImages.plain(2, 1, Color.RED));
    byte[] control = ByteBuffer.allocate(8).putInt(2).putInt(0).array();

    assertThat(pixels(TestFiles.withChunk(still, "acTL", control), WHITE))
        .containsExactly(0xFF0000, 0xFF0000);
  }

  @Test
  void decodesGifsWhoseCanvasColourIsNotInTheirTable() {
    byte[] gif = TestImages.encoded(TestImages.plain(2, 1, Color.RED), "gif");
    gif[11] = (byte) 255;

    assertThat(pixels(gif, WHITE)).containsExactly(0xFF0000, 0xFF0000);
  }

  /** As browsers and Pillow have it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 9})
  void aGifsScreenGrowsToItsFirstFrame(int side) {
    byte[] gif = TestImages.encoded(TestImages.halves(12, 9, Color.RED, Color.BLUE), "gif");
    int[] whole = pixels(gif, WHITE);
    gif[6] = (byte) side;
    gif[8] = (byte) side;

    assertThat(pixels(gif, WHITE)).isEqualTo(whole);
    assertThat(decoded(gif, square()).sourceWidth()).isEqualTo(12);
  }

  @Test
  void whatFollowsAGifsFirstFrameDoesNotCount() {
    byte[] gif = TestImages.encoded(TestImages.plain(2, 1, Color.RED), "gif");
    gif[gif.length - 1] = 'x';

    assertThat(pixels(gif, WHITE)).containsExactly(0xFF0000, 0xFF0000);
  }

  @Test
  void decodesTiffs() {
    BufferedImage colours = TestImages.halves(4, 1, Color.RED, Color.BLUE);
    byte[] alpha = TestImages.encoded(TestFiles.row(0xFF102030, HALF_RED, 0x00FF0000), "tiff");
    byte[] sixteen = TestImages.encoded(TestFiles.grey(2, 16, 0, 0xFFFF), "tiff");

    assertThat(pixels(TestImages.encoded(colours, "tiff"), WHITE))
        .containsExactly(0xFF0000, 0xFF0000, 0x0000FF, 0x0000FF);
    assertThat(pixels(alpha, Background.BLACK)).containsExactly(0x102030, 0x800000, 0x000000);
    assertThat(pixels(alpha, WHITE)).containsExactly(0x102030, 0xFF7F7F, 0xFFFFFF);
    assertThat(pixels(sixteen, WHITE)).containsExactly(0, 0xFFFFFF);
  }

  @Test
  void decodesPixmaps() {
    byte[] ppm = TestFiles.ppm(2, 1, (byte) 1, (byte) 2, (byte) 3, (byte) 255, (byte) 0, (byte) 9);

    assertThat(pixels(ppm, WHITE)).containsExactly(0x010203, 0xFF0009);
  }

  @Test
  void readsBackgroundsAsPeopleWriteThem() {
    assertThat(Background.of(" White ").name()).isEqualTo("#ffffff");
    assertThat(Background.of("#A0b1C2").name()).isEqualTo("#a0b1c2");
    assertThatThrownBy(() -> Background.of("mauve"))
        .hasMessage("background: mauve (expected black, white or #rrggbb)");
  }

  /** Of one colour all over. */
  private static void assertClose(byte[] file, int red, int green, int blue) {
    byte[] pixel =
        decoded(file, new Preprocessing(new ImageShape(3, 1, 1), Resize.STRETCH)).pixels();
    assertThat(pixel[0] & 0xFF).isCloseTo(red, within(3));
    assertThat(pixel[1] & 0xFF).isCloseTo(green, within(3));
    assertThat(pixel[2] & 0xFF).isCloseTo(blue, within(3));
  }

  private static Preprocessing square() {
    return new Preprocessing(new ImageShape(1, 4, 4), Resize.STRETCH, WHITE);
  }

  /** Four by four, 0 or 1. */
  private static int[] thresholded(byte[] file) {
    byte[] pixels = decoded(file, square()).pixels();
    int[] bits = new int[pixels.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = (pixels[i] & 0xFF) > 160 ? 1 : 0;
    }
    return bits;
  }

  private static DecodedImage decoded(byte[] file, Preprocessing preprocessing) {
    DecodeResult result = new ImageDecoder(preprocessing).decode(new EncodedImage(file));
    assertThat(result).isInstanceOf(DecodedImage.class);
    return (DecodedImage) result;
  }

  /** At the file's own size. */
  private static int[] pixels(byte[] file, Background background) {
    DecodedImage size = decoded(file, new Preprocessing(new ImageShape(1, 1, 1), Resize.STRETCH));
    var shape = new ImageShape(3, size.sourceHeight(), size.sourceWidth());
    return pixels(file, new Preprocessing(shape, Resize.STRETCH, background));
  }

  private static int[] pixels(byte[] file, Preprocessing preprocessing) {
    byte[] planes = decoded(file, preprocessing).pixels();
    int area = planes.length / 3;
    int[] pixels = new int[area];
    for (int i = 0; i < area; i++) {
      pixels[i] =
          (planes[i] & 0xFF) << 16 | (planes[area + i] & 0xFF) << 8 | (planes[2 * area + i] & 0xFF);
    }
    return pixels;
  }
}
