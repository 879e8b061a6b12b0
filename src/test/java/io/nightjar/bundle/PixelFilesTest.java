package io.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.image.DecodedImage;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageDecoder;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.RasterImage;
import io.nightjar.image.Resize;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelFilesTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void pngDecodesToTheSamePixels(int channels) {
    RasterImage image = gradient(channels);
    assertThat(decode(PixelFiles.png(image), image.shape())).isEqualTo(image.values());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void jpegDecodesToNearlyTheSamePixels(int channels) {
    RasterImage image = gradient(channels);
    byte[] decoded = decode(PixelFiles.jpeg(image), image.shape());
    assertThat(decoded).hasSameSizeAs(image.values());
    for (int i = 0; i < decoded.length; i++) {
      int level = image.values()[i] & 0xff;
      assertThat(decoded[i] & 0xff).isBetween(level - 12, level + 12);
    }
  }

  /** Smooth, and another in each channel and direction. */
  private static RasterImage gradient(int channels) {
    ImageShape shape = new ImageShape(channels, 16, 24);
    byte[] values = new byte[shape.size()];
    for (int i = 0; i < values.length; i++) {
      int channel = i / (16 * 24);
      values[i] = (byte) (20 + 60 * channel + 2 * (i / 24 % 16) + i % 24);
    }
    return new RasterImage(values, shape);
  }

  private static byte[] decode(EncodedImage file, ImageShape shape) {
    var decoder = new ImageDecoder(new Preprocessing(shape, Resize.STRETCH));
    return ((DecodedImage) decoder.decode(file)).pixels();
  }
}
