package io.nightjar.bench;

import io.nightjar.image.DecodedImage;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageDecoder;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Images a second from a JPEG's bytes to 64x64 pixels in colour, on one thread, against Pillow with
 * {@code draft}, in turn: of a folder's photographs as they are, and of some of them scaled up to
 * 12 megapixels, as cameras make them. Prints every turn, both medians and their ratio.
 *
 * <p>{@code jobs/bench Decoding DATA [TURNS] [SECONDS] [CAMERA_PHOTOS]}: DATA is a folder of JPEGs;
 * 5, 10 and 24 by default. Without Pillow its turns are left out.
 */
public final class Decoding {
  private static final int SIDE = 64;
  private static final double CAMERA_PIXELS = 12e6;

  private Decoding() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path photos = Path.of(args[0]);
    int turns = number(args, 1, 5);
    int seconds = number(args, 2, 10);
    Path camera = cameraPhotos(photos, number(args, 3, 24));
    compare("photos", photos, turns, seconds);
    compare("12 megapixels", camera, turns, seconds);
  }

  private static void compare(String name, Path folder, int turns, int seconds)
      throws IOException, InterruptedException {
    List<EncodedImage> files = read(folder);
    Pillow opponent = new Pillow(folder, SIDE, seconds);
    rate(files, Math.max(1, seconds / 2)); // warms up
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    for (int turn = 1; turn <= turns; turn++) {
      theirs.add(opponent.imagesPerSecond());
      ours.add(rate(files, seconds));
      System.out.printf(
          Locale.ROOT,
          "%s, turn %d: %.1f images/s, Pillow %.1f%n",
          name,
          turn,
          ours.get(turn - 1),
          theirs.get(turn - 1));
    }
    System.out.printf(
        Locale.ROOT,
        "%s, %d files: %.1f images/s, Pillow %.1f, ratio %.2f%n",
        name,
        files.size(),
        TrainingRate.median(ours),
        TrainingRate.median(theirs),
        TrainingRate.median(ours) / TrainingRate.median(theirs));
  }

  /** Whole passes over the files, for so many seconds or a little more. */
  private static double rate(List<EncodedImage> files, int seconds) {
    var decoder =
        new ImageDecoder(new Preprocessing(new ImageShape(3, SIDE, SIDE), Resize.STRETCH));
    long start = System.nanoTime();
    long count = 0;
    while (System.nanoTime() - start < seconds * 1e9) {
      for (EncodedImage file : files) {
        if (!(decoder.decode(file) instanceof DecodedImage)) {
          throw new IllegalStateException("a photograph was rejected");
        }
        count++;
      }
    }
    return count * 1e9 / (System.nanoTime() - start);
  }

  private static List<EncodedImage> read(Path folder) throws IOException {
    List<EncodedImage> files = new ArrayList<>();
    for (Path path : jpegs(folder)) {
      files.add(new EncodedImage(Files.readAllBytes(path)));
    }
    return files;
  }

  private static List<Path> jpegs(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(path -> path.toString().toLowerCase(Locale.ROOT).matches(".*\\.jpe?g"))
          .sorted()
          .toList();
    }
  }

  /** Spread evenly over the photographs; written once. */
  private static Path cameraPhotos(Path photos, int count) throws IOException {
    Path folder = Files.createDirectories(Path.of("target/bench-camera"));
    List<Path> sources = jpegs(photos);
    for (int i = jpegs(folder).size(); i < count; i++) {
      Path source = sources.get((int) ((long) i * sources.size() / count));
      BufferedImage photo = ImageIO.read(source.toFile());
      double scale = Math.sqrt(CAMERA_PIXELS / ((double) photo.getWidth() * photo.getHeight()));
      ImageIO.write(scaled(photo, scale), "jpg", folder.resolve("%03d.jpg".formatted(i)).toFile());
    }
    return folder;
  }

  private static BufferedImage scaled(BufferedImage photo, double scale) {
    int width = (int) Math.round(photo.getWidth() * scale);
    int height = (int) Math.round(photo.getHeight() * scale);
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(photo, 0, 0, width, height, null);
    graphics.dispose();
    return scaled;
  }

  private static int number(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }
}
