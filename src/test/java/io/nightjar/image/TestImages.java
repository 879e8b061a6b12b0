package io.nightjar.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/** Small images that the tests make themselves. */
public final class TestImages {
  private TestImages() {}

  /** One colour all over. */
  public static BufferedImage plain(int width, int height, Color colour) {
    return halves(width, height, colour, colour);
  }

  /** One colour in the left half and another in the right. */
  public static BufferedImage halves(int width, int height, Color left, Color right) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(left);
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(right);
    graphics.fillRect(width / 2, 0, width - width / 2, height);
    graphics.dispose();
    return image;
  }

  public static byte[] png(BufferedImage image) {
    return encoded(image, "png");
  }

  public static byte[] jpeg(BufferedImage image) {
    return encoded(image, "jpg");
  }

  /** {@code format} as ImageIO calls it: png, jpg, gif, bmp. */
  public static byte[] encoded(BufferedImage image, String format) {
    try (var bytes = new ByteArrayOutputStream()) {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException("format: " + format);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same JPEG with an EXIF segment that says nothing but the orientation, 1 to 8. */
  public static byte[] withOrientation(byte[] jpeg, int orientation) {
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + 36);
    out.put(jpeg, 0, 2);
    out.putShort((short) 0xFFE1).putShort((short) 34);
    out.put("Exif\0\0MM\0*".getBytes(StandardCharsets.US_ASCII));
    out.putInt(8).putShort((short) 1); // one entry in the first directory
    out.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    out.putShort((short) orientation).putShort((short) 0);
    out.putInt(0); // no further directory
    out.put(jpeg, 2, jpeg.length - 2);
    return out.array();
  }
}
