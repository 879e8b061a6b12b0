package io.nightjar.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How often a JVM dies in native code: trains a small network of each kind and embeds with it, each
 * in a JVM of its own as a user starts it, over and over for so long. Counts the JVMs, those that
 * did not end with 0, and the crash reports that JVMs have left.
 *
 * <p>{@code jobs/bench CrashSoak FOLDER [MINUTES]}: 60 by default. What failed is in FOLDER/log.
 */
public final class CrashSoak {
  private static final int IMAGES = 6_000;
  private static final int SIDE = 32;
  private static final int MOST_MINUTES = 15;
  private static final List<List<String>> KINDS =
      List.of(
          List.of("model.architecture=convolutional", "model.variational=true"),
          List.of("model.architecture=dense", "model.variational=true"),
          List.of("model.architecture=convolutional", "model.normalization=batch"),
          List.of("model.architecture=recurrent", "model.variational=false"),
          List.of("model.architecture=dense", "model.likelihood=gaussian", "model.dropout=0.2"),
          List.of("model.architecture=convolutional", "training.workers=4"));
  private static final List<String> ENGINES = List.of("onnx", "dl4j");

  private final Path folder;
  private final Path archive;
  private final List<String> failures = new ArrayList<>();
  private int runs;

  private CrashSoak(Path folder) {
    this.folder = folder;
    this.archive = folder.resolve("archive");
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[0]).toAbsolutePath();
    long minutes = args.length > 1 ? Long.parseLong(args[1]) : 60;
    Files.createDirectories(folder.resolve("log"));
    new CrashSoak(folder).run(System.nanoTime() + minutes * 60_000_000_000L);
  }

  private void run(long end) throws IOException, InterruptedException {
    nightjar(
        "synthesize",
        "output.path=" + archive,
        "output.overwrite=true",
        "synthesize.count=" + IMAGES,
        "synthesize.size=" + SIDE);
    for (int cycle = 0; System.nanoTime() < end; cycle++) {
      for (int kind = 0; kind < KINDS.size() && System.nanoTime() < end; kind++) {
        trainAndEmbed(KINDS.get(kind), ENGINES.get((cycle + kind) % ENGINES.size()));
      }
      System.out.printf(
          Locale.ROOT,
          "cycle %d: %d JVMs, %d failed, %d crash reports%n",
          cycle + 1,
          runs,
          failures.size(),
          crashReports());
    }
    failures.forEach(System.out::println);
    System.exit(failures.isEmpty() ? 0 : 1);
  }

  private void trainAndEmbed(List<String> kind, String engine)
      throws IOException, InterruptedException {
    String bundle = "bundle=" + folder.resolve("soak.bundle");
    List<String> train = new ArrayList<>(List.of("train", "archive.path=" + archive, bundle));
    train.addAll(kind);
    train.addAll(
        List.of(
            "image.height=" + SIDE,
            "image.width=" + SIDE,
            "model.latent-size=16",
            "training.epochs=3",
            "training.batch-size=64",
            "output.overwrite=true"));
    nightjar(train.toArray(String[]::new));
    nightjar(
        "embed",
        "archive.path=" + archive,
        bundle,
        "embed.engine=" + engine,
        "output.path=" + folder.resolve("rows.parquet"),
        "output.overwrite=true");
  }

  private void nightjar(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(LocalCluster.ROOT.resolve("jobs/nightjar").toString());
    command.addAll(List.of(arguments));
    Path out = folder.resolve("log").resolve("%05d.txt".formatted(++runs));
    ProcessBuilder process =
        new ProcessBuilder(command)
            .directory(folder.toFile()) // where a JVM that crashes leaves its report
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    process.environment().put("NIGHTJAR_LOG", out + ".log");
    int exit = end(process.start());
    if (exit == 0) {
      Files.delete(out);
      Files.deleteIfExists(Path.of(out + ".log"));
    } else {
      failures.add("exit %d: %s (%s)".formatted(exit, String.join(" ", arguments), out));
    }
  }

  /** Its exit code; of one that hangs, that of its being killed. */
  private static int end(Process process) throws InterruptedException {
    if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  private long crashReports() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("hs_err")).count();
    }
  }
}
