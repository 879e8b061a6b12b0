package io.nightjar.bench;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * Files a second of listing a directory tree, as every night begins, and the heap that it takes.
 * Makes the files, a thousand a folder, lists them again and again, and deletes them.
 *
 * <p>{@code BENCH_HEAP=1g jobs/bench Listing FOLDER [FILES] [TURNS]}: FOLDER must not be there yet;
 * 1,000,000 files and 3 turns by default. The first turn reads the folders from disk or from
 * memory, as they happen to be; the others from memory.
 */
public final class Listing {
  private static final int FILES_PER_FOLDER = 1_000;
  private static final byte[] CONTENT = new byte[64];

  private Listing() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]).toAbsolutePath();
    int files = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    int turns = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    Files.createDirectory(folder);
    try {
      make(folder, files);
      list(folder, turns);
    } finally {
      delete(folder);
    }
  }

  private static void list(Path folder, int turns) throws IOException {
    System.out.printf(Locale.ROOT, "heap limit %d MiB%n", Runtime.getRuntime().maxMemory() >> 20);
    List<Double> rates = new ArrayList<>();
    for (int turn = 1; turn <= turns; turn++) {
      long start = System.nanoTime();
      Archive archive = Archive.open(ArchiveOptions.of(folder.toString()), new Configuration());
      double seconds = (System.nanoTime() - start) * 1e-9;
      rates.add(archive.listed() / seconds);
      System.gc();
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      System.out.printf(
          Locale.ROOT,
          "turn %d: %,d files in %.1f s, %,.0f files/s; heap in use after it %d MiB%n",
          turn,
          archive.listed(),
          seconds,
          rates.get(turn - 1),
          used >> 20);
    }
    System.out.printf(Locale.ROOT, "median %,.0f files/s%n", TrainingRate.median(rates));
  }

  private static void make(Path folder, int files) throws IOException {
    for (int i = 0; i < files; i++) {
      Path inside = folder.resolve("%06d".formatted(i / FILES_PER_FOLDER));
      if (i % FILES_PER_FOLDER == 0) {
        Files.createDirectory(inside);
      }
      Files.write(inside.resolve("%09d.jpg".formatted(i)), CONTENT);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    }
  }
}
