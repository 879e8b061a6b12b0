package io.nightjar.evaluation;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A drawing of pixels, kept as a PNG file. */
public sealed interface PngDrawing extends Drawing
    permits PictureSheet, LatentChart, LearningCurve {
  /**
   * The pixels.
   *
   * @throws io.nightjar.InvalidInputException when they cannot be drawn here, or are too many
   */
  BufferedImage draw();

  @Override
  default String extension() {
    return "png";
  }

  @Override
  default byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(draw(), extension(), bytes)) {
        throw new IllegalStateException("this Java cannot write PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
