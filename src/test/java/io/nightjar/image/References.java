package io.nightjar.image;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.nightjar.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What {@code src/test/references/make-references} made of a folder of images. */
final class References {
  private final Path folder;
  private final Path output;

  private References(Path folder, Path output) {
    this.folder = folder;
    this.output = output;
  }

  /** Runs the script; skips the test where there is no Pillow. */
  static References make(Path folder) throws IOException, InterruptedException {
    assumeThat(ran("/usr/bin/python3", "-c", "import PIL"))
        .as("Pillow for /usr/bin/python3: apt-get install python3-pil imagemagick")
        .isTrue();
    Path output = Path.of("target/references").resolve(folder.getFileName());
    if (!ran("src/test/references/make-references", folder.toString(), output.toString())) {
      throw new IllegalStateException("make-references failed for " + folder);
    }
    return new References(folder, output);
  }

  /** Every file of the folder, in the script's order. */
  List<Reference> all() throws IOException {
    return Files.readAllLines(output.resolve("index.tsv")).stream()
        .map(line -> line.split("\t", -1))
        .map(columns -> new Reference(folder, output, columns[0], columns[1]))
        .toList();
  }

  private static boolean ran(String... command) throws IOException, InterruptedException {
    return ChildProcess.of(Path.of("."), command).run().exitCode() == 0;
  }

  /**
   * One file, and what another decoder makes of it.
   *
   * @param name from the folder
   * @param picture a PPM's name, or "-"
   */
  record Reference(Path folder, Path output, String name, String picture) {
    byte[] file() throws IOException {
      return Files.readAllBytes(folder.resolve(name));
    }

    /** Empty where the other decoder gives none. */
    Optional<Pixels> pixels() throws IOException {
      return picture.equals("-")
          ? Optional.empty()
          : Optional.of(Pixels.ofPpm(Files.readAllBytes(output.resolve(picture))));
    }
  }

  /**
   * A picture.
   *
   * @param values (height, width, 3)
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Pixels(int width, int height, byte[] values) {
    static Pixels ofPpm(byte[] ppm) {
      int end = 0;
      for (int lines = 0; lines < 3; end++) {
        lines += ppm[end] == '\n' ? 1 : 0;
      }
      String[] head = new String(ppm, 0, end, StandardCharsets.US_ASCII).split("\\s+", -1);
      byte[] values = java.util.Arrays.copyOfRange(ppm, end, ppm.length);
      return new Pixels(Integer.parseInt(head[1]), Integer.parseInt(head[2]), values);
    }

    /** The largest difference of any value, from 0 to 255; 256 where the sizes differ. */
    int farthest(DecodedImage image) {
      int area = width * height;
      if (image.sourceWidth() != width || image.sourceHeight() != height) {
        return 256;
      }
      int farthest = 0;
      for (int i = 0; i < 3 * area; i++) {
        int ours = image.pixels()[i % 3 * area + i / 3] & 0xFF;
        farthest = Math.max(farthest, Math.abs(ours - (values[i] & 0xFF)));
      }
      return farthest;
    }

    /** Mean difference of all values, from 0 to 255; not a number where the sizes differ. */
    double difference(DecodedImage image) {
      int area = width * height;
      if (image.sourceWidth() != width || image.pixels().length != 3 * area) {
        return Double.NaN;
      }
      long sum = 0;
      for (int pixel = 0; pixel < area; pixel++) {
        for (int channel = 0; channel < 3; channel++) {
          int ours = image.pixels()[channel * area + pixel] & 0xFF;
          sum += Math.abs(ours - (values[3 * pixel + channel] & 0xFF));
        }
      }
      return (double) sum / (3L * area);
    }
  }
}
