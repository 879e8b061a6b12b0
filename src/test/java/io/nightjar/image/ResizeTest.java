package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import org.junit.jupiter.api.Test;

final class ResizeTest {
  private static final ImageShape SQUARE = new ImageShape(1, 4, 4);

  @Test
  void stretchGivesUpTheAspectRatio() {
    assertThat(Resize.STRETCH.place(8, 2, SQUARE))
        .isEqualTo(new Placement(Area.of(8, 2), Area.of(4, 4)));
  }

  @Test
  void cropCutsTheCentre() {
    assertThat(Resize.CROP.place(8, 2, SQUARE))
        .isEqualTo(new Placement(new Area(3, 0, 2, 2), Area.of(4, 4)));
  }

  @Test
  void fitLeavesBordersAtBothSides() {
    assertThat(Resize.FIT.place(8, 4, SQUARE))
        .isEqualTo(new Placement(Area.of(8, 4), new Area(0, 1, 4, 2)));
  }

  @Test
  void extremeAspectRatiosKeepAtLeastOnePixel() {
    assertThat(Resize.FIT.place(60_000, 1, SQUARE).to()).isEqualTo(new Area(0, 1, 4, 1));
    assertThat(Resize.CROP.place(1, 60_000, SQUARE).from()).isEqualTo(new Area(0, 29_999, 1, 1));
  }

  @Test
  void fitIsBlackOutsideTheImage() {
    byte[] pixels = resize(8, 4, Resize.FIT);

    assertThat(pixels).containsExactly(0, 0, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void cropShowsTheCentreOnly() {
    assertThat(resize(16, 4, Resize.CROP))
        .containsExactly(255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0);
  }

  @Test
  void shrinkingAveragesEveryPixel() {
    var image = TestImages.plain(2, 2, Color.BLACK);
    image.setRGB(0, 0, 0xFFFFFF);
    var decoder = new ImageDecoder(new Preprocessing(new ImageShape(1, 1, 1), Resize.STRETCH));

    var result = (DecodedImage) decoder.decode(new EncodedImage(TestImages.png(image)));

    assertThat(result.pixels()).containsExactly(64);
  }

  @Test
  void shrinkingOneSideAveragesWhileTheOtherGrows() {
    var image = TestImages.plain(1, 200, Color.BLACK);
    for (int y = 0; y < 200; y += 2) {
      image.setRGB(0, y, 0xFFFFFF);
    }
    var decoder = new ImageDecoder(new Preprocessing(new ImageShape(1, 2, 2), Resize.STRETCH));

    var result = (DecodedImage) decoder.decode(new EncodedImage(TestImages.png(image)));

    assertThat(result.pixels()).containsExactly(128, 128, 128, 128);
  }

  /** White left half, black right half, to 4 by 4. */
  private static byte[] resize(int width, int height, Resize resize) {
    var file = TestImages.png(TestImages.halves(width, height, Color.WHITE, Color.BLACK));
    var decoder = new ImageDecoder(new Preprocessing(SQUARE, resize));
    return ((DecodedImage) decoder.decode(new EncodedImage(file))).pixels();
  }
}
