package io.nightjar.job;

import io.nightjar.runtime.NativeLibraries;
import io.nightjar.runtime.SparkSessions;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;

/**
 * A first night on a few drawn images, for the build: the JVM that has run it archives the classes
 * that it has loaded ({@code -XX:ArchiveClassesAtExit}), and commands that start with that archive
 * are at work seconds earlier.
 */
final class Rehearsal {
  private final Path folder;

  private Rehearsal(Path folder) {
    this.folder = folder;
  }

  /**
   * Plays it.
   *
   * @param arguments a folder, where what is left of an earlier one is replaced
   */
  public static void main(String[] arguments) {
    NativeLibraries.prepare();
    try (SparkSession spark = SparkSessions.start("rehearsal")) {
      SparkSession.setActiveSession(spark);
      new Rehearsal(Path.of(arguments[0]).toAbsolutePath()).play();
    }
    System.exit(0);
  }

  private void play() {
    FileUtil.fullyDelete(folder.resolve("lake").toFile()); // its columns may have been others
    String archive = "archive.path=" + folder.resolve("archive");
    String bundle = "bundle=" + folder.resolve("rehearsal.bundle");
    String overwrite = "output.overwrite=true";
    run(
        "synthesize",
        "output.path=" + folder.resolve("archive"),
        "synthesize.count=40",
        "synthesize.size=16",
        "synthesize.broken-fraction=0.1",
        overwrite);
    run(
        "train",
        archive,
        bundle,
        "image.height=16",
        "image.width=16",
        "model.convolutional.channels=[4]",
        "model.convolutional.hidden=8",
        "model.latent-size=4",
        "training.epochs=1",
        overwrite);
    run("embed", archive, bundle, "output.path=" + folder.resolve("vectors.parquet"), overwrite);
    String[] night = {
      archive,
      bundle,
      "catalog.warehouse=" + folder.resolve("lake"),
      "output.table=rehearsal.photos.vectors",
      "embed.max-rejected-fraction=1"
    };
    run("embed", night);
    run("embed", night);
  }

  private static void run(String command, String... values) {
    String[] line = ArrayUtils.addFirst(values, command);
    int exit = new Nightjar(Console.standard(), run -> {}).run(Nightjar.commands(), line);
    if (exit != 0) {
      throw new IllegalStateException("%s ended with %d".formatted(List.of(line), exit));
    }
  }
}
