package io.nightjar.bench;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.bundle.Bundle;
import io.nightjar.embedding.EmbedOptions;
import io.nightjar.embedding.FailureBudget;
import io.nightjar.embedding.OneShot.RunStamp;
import io.nightjar.embedding.night.CatalogOptions;
import io.nightjar.embedding.night.Night;
import io.nightjar.embedding.night.NightCounts;
import io.nightjar.embedding.night.NightOptions;
import io.nightjar.embedding.night.TableName;
import io.nightjar.encoding.Engine;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.SparkSessions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * What a night costs as archives grow: milliseconds an image of first nights over few images and
 * over many, whole processes in turn; then files a second of a night on which nothing has changed,
 * from listing to plan, in this process once Spark has started.
 *
 * <p>{@code BENCH_HEAP=1g jobs/bench NightScale FOLDER [FEW] [MANY] [TURNS]}: 10,000 and 200,000
 * drawn images of 28x28 and 3 turns by default. FOLDER is kept; its tables are made anew.
 */
public final class NightScale {
  private static final int SIDE = 28;

  private final Path folder;
  private final Path bundle;

  private NightScale(Path folder) {
    this.folder = folder;
    this.bundle = folder.resolve("x.bundle");
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    NightScale scale = new NightScale(Path.of(args[0]).toAbsolutePath());
    int few = number(args, 1, 10_000);
    int many = number(args, 2, 200_000);
    int turns = number(args, 3, 3);
    scale.prepare(few);
    scale.prepare(many);
    String last = scale.firstNights(few, many, turns);
    scale.unchanged(many, last, turns);
  }

  private static int number(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  private Path archive(int images) {
    return folder.resolve("drawn" + images);
  }

  private void prepare(int images) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    if (!Files.exists(archive(images))) {
      run(
          "synthesize",
          "output.path=" + archive(images),
          "synthesize.count=" + images,
          "synthesize.seed=" + images,
          "synthesize.size=" + SIDE,
          "synthesize.channels=1");
    }
    if (!Files.exists(bundle)) {
      run(
          "train",
          "archive.path=" + archive(images),
          "bundle=" + bundle,
          "image.channels=1",
          "image.height=" + SIDE,
          "image.width=" + SIDE,
          "model.architecture=dense",
          "training.epochs=1");
    }
  }

  /** The name of the last table over many. */
  private String firstNights(int few, int many, int turns)
      throws IOException, InterruptedException {
    List<Double> ratios = new ArrayList<>();
    String table = "";
    for (int turn = 1; turn <= turns; turn++) {
      double small = night(few, "few" + Instant.now().toEpochMilli());
      table = "many" + Instant.now().toEpochMilli();
      double large = night(many, table);
      ratios.add(large / small);
      System.out.printf(
          Locale.ROOT,
          "turn %d: %,d images %.3f ms each, %,d images %.3f ms each, ratio %.2f%n",
          turn,
          few,
          1e3 * small,
          many,
          1e3 * large,
          large / small);
    }
    System.out.printf(Locale.ROOT, "median ratio %.2f%n", TrainingRate.median(ratios));
    return table;
  }

  /** Seconds an image of a whole process. */
  private double night(int images, String table) throws IOException, InterruptedException {
    long start = System.nanoTime();
    run(
        "embed",
        "archive.path=" + archive(images),
        "bundle=" + bundle,
        "catalog.warehouse=" + folder.resolve("lake"),
        "output.table=scale.photos." + table);
    return (System.nanoTime() - start) * 1e-9 / images;
  }

  private void unchanged(int images, String table, int turns) throws IOException {
    System.setProperty("spark.master", "local[2]");
    SparkSession spark = SparkSessions.start("bench");
    var embed =
        new EmbedOptions(
            Engine.ONNX, 128, new FailureBudget(1, 0), EmbedOptions.ReconstructionError.MEASURED);
    var options = new NightOptions(embed, 1_000, 1, NightOptions.RetryRejects.OF_STORAGE);
    Night night =
        new Night(
            spark,
            Bundle.open(new org.apache.hadoop.fs.Path(bundle.toUri()), new Configuration()),
            options,
            Progress.none());
    CatalogOptions catalog =
        new CatalogOptions(CatalogOptions.Type.SQLITE, folder.resolve("lake").toString(), Map.of());
    TableName name = TableName.of("scale.photos." + table);
    System.out.printf(Locale.ROOT, "heap limit %d MiB%n", Runtime.getRuntime().maxMemory() >> 20);
    for (int turn = 1; turn <= turns; turn++) {
      long start = System.nanoTime();
      CompletableFuture<Void> ahead =
          CompletableFuture.runAsync(() -> night.lookAhead(catalog, name)); // as the command does
      Archive archive =
          Archive.list(ArchiveOptions.of(archive(images).toString()), new Configuration());
      double listed = (System.nanoTime() - start) * 1e-9;
      ahead.join();
      NightCounts counts =
          night.dryRun(archive, catalog, name, new RunStamp("bench", Instant.now()));
      double seconds = (System.nanoTime() - start) * 1e-9;
      System.gc();
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      System.out.printf(
          Locale.ROOT,
          "turn %d: %,d files unchanged of %,d in %.1f s (listed in %.1f), %,.0f files/s; heap in use"
              + " %d MiB%n",
          turn,
          counts.unchanged(),
          images,
          seconds,
          listed,
          images / seconds,
          used >> 20);
    }
    spark.stop();
  }

  private void run(String... arguments) throws IOException, InterruptedException {
    Path said = folder.resolve("last-run.txt");
    int exit = NightjarProcess.of(arguments).redirectOutput(said.toFile()).start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException("exit %d: see %s".formatted(exit, said));
    }
  }
}
