package io.nightjar;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.image.TestImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Small archives of noise, every image another one, the same ones at every call. */
public final class TestArchives {
  private TestArchives() {}

  /** PNG files {@code even/0.png}, {@code odd/1.png} and so on. */
  public static Path files(Path root, int count, int width, int height) {
    for (int i = 0; i < count; i++) {
      String folder = i % 2 == 0 ? "even" : "odd";
      write(root.resolve("%s/%d.png".formatted(folder, i)), png(i, width, height));
    }
    return root;
  }

  /** A PNG file's bytes. */
  public static byte[] png(int index, int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (int) CounterRandom.bits(index, y, x));
      }
    }
    return TestImages.png(image);
  }

  /** Files that are no images: one of text, one cut short, one empty. */
  public static void broken(Path root) {
    write(root.resolve("broken/text.jpg"), "Not every .jpg is one.\n".getBytes(UTF_8));
    write(root.resolve("broken/cut.png"), Arrays.copyOf(png(0, 20, 20), 600));
    write(root.resolve("broken/empty.png"), new byte[0]);
  }

  /** {@code train-images-idx3-ubyte} and its labels, which are the index modulo 10. */
  public static Path idx(Path folder, int count, int width, int height) {
    ByteBuffer images = ByteBuffer.allocate(16 + count * height * width);
    images.putInt(0x00000803).putInt(count).putInt(height).putInt(width);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x00000801).putInt(count);
    for (int i = 0; i < count; i++) {
      for (int pixel = 0; pixel < height * width; pixel++) {
        images.put((byte) CounterRandom.bits(i, pixel));
      }
      labels.put((byte) (i % 10));
    }
    write(folder.resolve("train-images-idx3-ubyte"), images.array());
    write(folder.resolve("train-labels-idx1-ubyte"), labels.array());
    return folder;
  }

  /** A file and the folders it needs. */
  public static Path write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A local path as listing writes it into rows and rejects. */
  public static String uri(Path path) {
    // Without the slash that Java puts behind a folder.
    return "file://" + path.toAbsolutePath().toUri().getRawPath().replaceAll("/$", "");
  }
}
