package io.nightjar.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Files of the rarer kinds, written here. */
final class TestFiles {
  private static final int FIRST_CHUNK = 33; // behind signature and IHDR

  private TestFiles() {}

  /** Each row as in {@code values}: grey levels, all of one depth, 8 or 16 bits. */
  static BufferedImage grey(int width, int bits, int... values) {
    int type = bits == 8 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY;
    var image = new BufferedImage(width, values.length / width, type);
    image.getRaster().setSamples(0, 0, width, values.length / width, 0, values);
    return image;
  }

  /** One row of colours, {@code 0xAARRGGBB}. */
  static BufferedImage row(int... argb) {
    var image = new BufferedImage(argb.length, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, argb.length, 1, argb, 0, argb.length);
    return image;
  }

  /** One row out of a palette, {@code 0xAARRGGBB}. */
  static BufferedImage palette(int[] argb, int... indices) {
    var model = new IndexColorModel(8, argb.length, argb, 0, true, -1, 0);
    var image = new BufferedImage(indices.length, 1, BufferedImage.TYPE_BYTE_INDEXED, model);
    image.getRaster().setSamples(0, 0, indices.length, 1, 0, indices);
    return image;
  }

  /** The same PNG with one more chunk before its pixels. */
  static byte[] withChunk(byte[] png, String type, byte... data) {
    ByteBuffer out = ByteBuffer.allocate(png.length + data.length + 12);
    out.put(png, 0, FIRST_CHUNK).putInt(data.length);
    byte[] body =
        ByteBuffer.allocate(4 + data.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(data)
            .array();
    var crc = new CRC32();
    crc.update(body);
    out.put(body).putInt((int) crc.getValue());
    return out.put(png, FIRST_CHUNK, png.length - FIRST_CHUNK).array();
  }

  /** An EXIF block that says nothing but the orientation, 1 to 8. */
  static byte[] exif(int orientation) {
    return ByteBuffer.allocate(26)
        .put("MM\0*".getBytes(StandardCharsets.US_ASCII))
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  /** A WebP as the library writes it, without loss. */
  static byte[] webp(BufferedImage image) {
    return encoded(image, ".webp");
  }

  /**
   * A JPEG as the library writes it.
   *
   * @param options of its own, each with a value
   */
  static byte[] jpeg(BufferedImage image, int... options) {
    return encoded(image, ".jpg", options);
  }

  private static byte[] encoded(BufferedImage image, String ending, int... options) {
    try (BytePointer bytes = new BytePointer();
        IntPointer wanted = new IntPointer(Math.max(1, options.length));
        Mat pixels = bgr(image)) {
      wanted.put(options).limit(options.length);
      if (!imencode(ending, pixels, bytes, wanted)) {
        throw new IllegalStateException("no " + ending);
      }
      byte[] file = new byte[(int) bytes.limit()];
      bytes.get(file);
      return file;
    }
  }

  /** The same WebP in the extended container, with an EXIF chunk. */
  static byte[] webpWithOrientation(BufferedImage image, int orientation) {
    byte[] plain = webp(image);
    byte[] exif = exif(orientation);
    ByteBuffer out =
        ByteBuffer.allocate(plain.length + 18 + 8 + exif.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(plain, 0, 12).putInt(4, out.capacity() - 8);
    out.put("VP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0x08);
    putUint24(out, image.getWidth() - 1);
    putUint24(out, image.getHeight() - 1);
    out.put(plain, 12, plain.length - 12);
    return out.put("EXIF".getBytes(StandardCharsets.US_ASCII))
        .putInt(exif.length)
        .put(exif)
        .array();
  }

  /** Four samples a pixel without a word on what they mean: inverted CMYK to every decoder. */
  static byte[] cmykJpeg(int width, int height, int... cmyk) {
    WritableRaster raster = Raster.createInterleavedRaster(0, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.setPixel(x, y, cmyk);
      }
    }
    return jpeg(new IIOImage(raster, null, null), ImageWriteParam.MODE_DISABLED);
  }

  static byte[] progressiveJpeg(BufferedImage image) {
    return jpeg(new IIOImage(image, null, null), ImageWriteParam.MODE_DEFAULT);
  }

  /** The last scan of a progressive JPEG as many times more. */
  static byte[] withScans(byte[] jpeg, int more) {
    int scan = jpeg.length - 3;
    while (jpeg[scan] != (byte) 0xFF || jpeg[scan + 1] != (byte) 0xDA) {
      scan--;
    }
    int length = jpeg.length - 2 - scan;
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + more * length);
    out.put(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < more; i++) {
      out.put(jpeg, scan, length);
    }
    return out.put(jpeg, jpeg.length - 2, 2).array();
  }

  /** A bitmap of one row of 16 bits a pixel, five for red, six for green, five for blue. */
  static byte[] bmp565(int... pixels) {
    int row = (2 * pixels.length + 3) / 4 * 4;
    ByteBuffer out = ByteBuffer.allocate(66 + row).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'B').put((byte) 'M').putInt(66 + row).putInt(0).putInt(66);
    out.putInt(40).putInt(pixels.length).putInt(1).putShort((short) 1).putShort((short) 16);
    out.putInt(3).putInt(row).putInt(0).putInt(0).putInt(0).putInt(0);
    out.putInt(0xF800).putInt(0x07E0).putInt(0x001F);
    for (int pixel : pixels) {
      out.putShort((short) pixel);
    }
    return out.array();
  }

  /**
   * A bitmap of runs, 4 or 8 bits.
   *
   * @param palette {@code 0xRRGGBB}
   */
  static byte[] bmpOfRuns(int width, int height, int bits, int[] palette, byte[] runs) {
    int pixels = 54 + 4 * palette.length;
    ByteBuffer out = ByteBuffer.allocate(pixels + runs.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'B').put((byte) 'M').putInt(out.capacity()).putInt(0).putInt(pixels);
    out.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) bits);
    out.putInt(bits == 8 ? 1 : 2).putInt(runs.length).putInt(0).putInt(0);
    out.putInt(palette.length).putInt(0);
    for (int colour : palette) {
      out.putInt(colour);
    }
    return out.put(runs).array();
  }

  static byte[] ppm(int width, int height, byte... rgb) {
    byte[] head =
        "P6\n# made here\n%d %d\n255\n"
            .formatted(width, height)
            .getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(head.length + rgb.length).put(head).put(rgb).array();
  }

  private static byte[] jpeg(IIOImage image, int progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var bytes = new ByteArrayOutputStream();
        var out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam options = writer.getDefaultWriteParam();
      options.setProgressiveMode(progressive);
      writer.setOutput(out);
      writer.write(null, image, options);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
  }

  private static Mat bgr(BufferedImage image) {
    var bytes = new byte[3 * image.getWidth() * image.getHeight()];
    for (int i = 0; i < bytes.length / 3; i++) {
      int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
      bytes[3 * i] = (byte) rgb;
      bytes[3 * i + 1] = (byte) (rgb >> 8);
      bytes[3 * i + 2] = (byte) (rgb >> 16);
    }
    Mat mat = new Mat(image.getHeight(), image.getWidth(), CV_8UC3);
    mat.data().put(bytes);
    return mat;
  }

  private static void putUint24(ByteBuffer out, int value) {
    out.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
  }
}
