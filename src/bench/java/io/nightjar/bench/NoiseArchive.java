package io.nightjar.bench;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.image.ImageShape;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;

/** An archive of any size: IDX files of images of noise, every one another. */
final class NoiseArchive {
  private static final long FILE_BYTES = 512L << 20;
  private static final int MAGIC = 0x00000804;

  private NoiseArchive() {}

  /** Writes what is missing of it, and opens it. */
  static Archive of(Path folder, ImageShape shape, long images) throws IOException {
    Files.createDirectories(folder);
    long perFile = FILE_BYTES / shape.size();
    for (long from = 0; from < images; from += perFile) {
      Path file = folder.resolve("%06d-images-idx4-ubyte".formatted(from / perFile));
      if (!Files.exists(file)) {
        write(file, shape, (int) Math.min(perFile, images - from), from);
      }
    }
    return Archive.open(ArchiveOptions.of(folder.toString()), new Configuration());
  }

  private static void write(Path file, ImageShape shape, int count, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Path aside = file.resolveSibling("." + file.getFileName());
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(aside), 1 << 20))) {
      out.writeInt(MAGIC);
      out.writeInt(count);
      out.writeInt(shape.channels());
      out.writeInt(shape.height());
      out.writeInt(shape.width());
      byte[] image = new byte[shape.size()];
      for (int i = 0; i < count; i++) {
        random.nextBytes(image);
        out.write(image);
      }
    }
    Files.move(aside, file);
  }
}
