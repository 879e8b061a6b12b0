package io.nightjar.bundle;

import io.nightjar.image.EncodedImage;
import io.nightjar.image.RasterImage;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Bare pixels as image files, for a canary from an archive that stores no such files. */
public final class PixelFiles {
  private PixelFiles() {}

  /** A PNG: decodes to the same pixels. */
  public static EncodedImage png(RasterImage image) {
    return encode(image, "png");
  }

  /** A JPEG: decodes to nearly the same pixels. */
  public static EncodedImage jpeg(RasterImage image) {
    return encode(image, "jpeg");
  }

  private static EncodedImage encode(RasterImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(buffered(image), format, bytes)) {
        throw new IllegalStateException("this Java cannot write " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new EncodedImage(bytes.toByteArray());
  }

  /** Through the raster: setting colours would convert grey levels. */
  private static BufferedImage buffered(RasterImage image) {
    int channels = image.shape().channels();
    int width = image.shape().width();
    int height = image.shape().height();
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage buffered = new BufferedImage(width, height, type);
    WritableRaster raster = buffered.getRaster();
    int[] plane = new int[width * height];
    for (int channel = 0; channel < channels; channel++) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = image.values()[channel * plane.length + i] & 0xff;
      }
      raster.setSamples(0, 0, width, height, channel, plane);
    }
    return buffered;
  }
}
