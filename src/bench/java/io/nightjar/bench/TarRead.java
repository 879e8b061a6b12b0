package io.nightjar.bench;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.image.ContentHash;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A plain tar far larger than memory, read and hashed by several tasks at once: prints how fast,
 * and what memory it took at most.
 *
 * <p>{@code jobs/bench TarRead FOLDER [GIGABYTES] [TASKS]}: 10 GB and 2 tasks at once by default.
 */
public final class TarRead {
  private static final int IMAGE_BYTES = 100_000;
  private static final int IMAGES = 100;
  private static final double NANOS = 1e9;
  private static final double MEGA = 1e6;

  private TarRead() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]).toAbsolutePath();
    double gigabytes = args.length > 1 ? Double.parseDouble(args[1]) : 10;
    int tasks = args.length > 2 ? Integer.parseInt(args[2]) : 2;
    Path tar = tar(folder, (long) (gigabytes * 1e9 / IMAGE_BYTES));
    SparkConf conf =
        new SparkConf()
            .setMaster("local[%d]".formatted(tasks))
            .setAppName("tar-read")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      long start = System.nanoTime();
      Archive archive = Archive.open(ArchiveOptions.of(tar.toString()), new Configuration());
      double opened = (System.nanoTime() - start) / NANOS;
      long read = archive.items(spark).map(TarRead::hash).count();
      double seconds = (System.nanoTime() - start) / NANOS - opened;
      System.out.printf(
          "%,d of %,d images: opened in %.1f s, read in %.1f s by %d partitions, %,.0f images/s,"
              + " %,.0f MB/s%nAt most %,.0f MB of heap, %,.0f MB in all%n",
          read,
          archive.listed(),
          opened,
          seconds,
          archive.items(spark).getNumPartitions(),
          read / seconds,
          Files.size(tar) / seconds / MEGA,
          heapPeak() / MEGA,
          MemorySample.peak() / MEGA);
    }
  }

  private static ContentHash hash(ArchiveItem item) {
    return item.content().hash().orElseThrow();
  }

  /** The same images again and again, under names of their own. */
  private static Path tar(Path folder, long images) throws IOException {
    Path file = folder.resolve("%d-images.tar".formatted(images));
    if (Files.exists(file)) {
      return file;
    }
    Files.createDirectories(folder);
    byte[][] contents = new byte[IMAGES][IMAGE_BYTES];
    for (int i = 0; i < IMAGES; i++) {
      new SplittableRandom(i).nextBytes(contents[i]);
    }
    Path aside = file.resolveSibling("." + file.getFileName());
    try (var tar =
        new TarArchiveOutputStream(
            new BufferedOutputStream(Files.newOutputStream(aside), 1 << 20))) {
      for (long i = 0; i < images; i++) {
        TarArchiveEntry entry = new TarArchiveEntry("%02d/%09d.jpg".formatted(i % IMAGES, i));
        entry.setSize(IMAGE_BYTES);
        tar.putArchiveEntry(entry);
        tar.write(contents[(int) (i % IMAGES)]);
        tar.closeArchiveEntry();
      }
    }
    return Files.move(aside, file);
  }

  private static long heapPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }
}
