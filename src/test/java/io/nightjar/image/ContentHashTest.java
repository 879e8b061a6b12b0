package io.nightjar.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ContentHashTest {
  @Test
  void isSha256InHexadecimal() {
    assertThat(ContentHash.of("abc".getBytes(US_ASCII)).hex())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void fractionIsTheLeading32Bits() {
    assertThat(new ContentHash("80000000" + "f".repeat(56)).fraction()).isEqualTo(0.5);
    assertThat(new ContentHash("f".repeat(64)).fraction()).isLessThan(1);
  }

  @Test
  void encodedImagesHashAsTheirBytes() {
    byte[] bytes = {1, 2, 3, 4};

    assertThat(new EncodedImage(bytes).hash()).contains(ContentHash.of(bytes));
  }

  @Test
  void barePixelsHashWithTheirTypeAndShape() {
    byte[] pixels = {'a', 'b', 'c', 'd'};

    assertThat(new RasterImage(pixels, new ImageShape(1, 2, 2)).hash())
        .contains(ContentHash.of("uint8 1x2x2\nabcd".getBytes(US_ASCII)))
        .isNotEqualTo(new RasterImage(pixels, new ImageShape(1, 1, 4)).hash())
        .isNotEqualTo(new RasterImage(pixels, new ImageShape(1, 4, 1)).hash());
  }
}
