package io.nightjar.archive.synthetic;

import io.nightjar.CounterRandom;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws synthetic images: an anti-aliased shape before a dark gradient with noise, so that no
 * threshold alone would find it.
 */
final class SyntheticDrawing {
  static {
    System.setProperty("java.awt.headless", "true"); // nothing here needs a display
  }

  private static final int NOISE = 12;

  /** Sets the drawing's random numbers apart from the factors'. */
  private static final long DRAWING = 1;

  private final SyntheticOptions options;

  SyntheticDrawing(SyntheticOptions options) {
    this.options = options;
  }

  /** The file's bytes, broken if the image is to be. */
  byte[] file(SyntheticImage image) {
    // Beside the factors' own stream, so that drawing may change and the factors stay.
    SplittableRandom random =
        new SplittableRandom(CounterRandom.bits(options.seed(), image.index(), DRAWING));
    byte[] whole = encode(draw(image, random), image.encoding());
    return image.damage().map(damage -> damage.applyTo(whole, random)).orElse(whole);
  }

  private BufferedImage draw(SyntheticImage image, SplittableRandom random) {
    int side = options.size();
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setPaint(background(random));
    graphics.fillRect(0, 0, side, side);
    graphics.setColor(new Color(image.colour()));
    graphics.fill(placed(image));
    graphics.dispose();
    return finished(picture, random);
  }

  private GradientPaint background(SplittableRandom random) {
    int side = options.size();
    double angle = random.nextDouble(2 * Math.PI);
    float x = (float) (side / 2.0 * (1 + StrictMath.cos(angle)));
    float y = (float) (side / 2.0 * (1 + StrictMath.sin(angle)));
    return new GradientPaint(x, y, dark(random), side - x, side - y, dark(random));
  }

  private Color dark(SplittableRandom random) {
    float saturation = options.channels() == 1 ? 0 : 0.5f;
    float brightness = (float) random.nextDouble(0.05, 0.4);
    return Color.getHSBColor((float) random.nextDouble(), saturation, brightness);
  }

  private Shape placed(SyntheticImage image) {
    int side = options.size();
    AffineTransform transform = new AffineTransform();
    transform.translate(image.x() * side, image.y() * side);
    transform.rotate(StrictMath.toRadians(image.rotation()));
    transform.scale(image.size() * side, image.size() * side);
    return transform.createTransformedShape(image.shape().outline());
  }

  /** Adds noise to every value, and keeps one channel of three where the archive is grey. */
  private BufferedImage finished(BufferedImage picture, SplittableRandom random) {
    int side = options.size();
    int channels = options.channels();
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage noisy = new BufferedImage(side, side, type);
    for (int i = 0; i < side * side; i++) {
      for (int channel = 0; channel < channels; channel++) {
        int clean = picture.getRaster().getSample(i % side, i / side, channel);
        int value = clean + random.nextInt(-NOISE, NOISE + 1);
        noisy.getRaster().setSample(i % side, i / side, channel, Math.max(0, Math.min(255, value)));
      }
    }
    return noisy;
  }

  private static byte[] encode(BufferedImage picture, String format) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(picture, format, out)) {
        throw new IllegalStateException("This Java cannot write " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
