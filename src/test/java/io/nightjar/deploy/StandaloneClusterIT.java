package io.nightjar.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.ChildProcess.Running;
import io.nightjar.SharedSpark;
import io.nightjar.job.Terminal;
import io.nightjar.jobs.Launcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code train} and {@code embed} on a real cluster, a Master and two Workers in processes of their
 * own, beside the same on {@code local[2]}: the executors have nothing but Spark's jars and the one
 * that is sent to them, and must come to the same bits.
 */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(named = "nightjar.long", matches = "true")
final class StandaloneClusterIT {
  private static final int WORKERS = 2;
  private static final int LONG_EPOCHS = 60;

  @TempDir static Path folder;
  private Launcher nightjar;
  private Path cluster;
  private String master;
  private Path clusterBundle;
  private Path localBundle;

  @BeforeAll
  void trainOnTheClusterAndHere() throws Exception {
    nightjar = Launcher.nightjar(folder).within(Duration.ofMinutes(5));
    cluster = folder.resolve("cluster");
    new Terminal()
        .succeed(
            "synthesize",
            "synthesize.count=512",
            "synthesize.size=16",
            "output.path=" + folder.resolve("archive"));
    master =
        Launcher.script("deploy/standalone/start", folder)
            .with("WORKERS", Integer.toString(WORKERS))
            .with("PORT", "0")
            .run(cluster.toString())
            .succeeded()
            .out()
            .strip();
    clusterBundle = folder.resolve("cluster.bundle");
    nightjar.run(submitted(shortRun("cluster.bundle"))).succeeded();
    nightjar.run(submitted(embedding("cluster.parquet"))).succeeded();
    localBundle = folder.resolve("local.bundle");
    runHere(shortRun("local.bundle"));
    runHere(embedding("local.parquet"));
  }

  @AfterAll
  void stopTheCluster() throws Exception {
    Launcher.script("deploy/standalone/stop", folder).run(cluster.toString()).succeeded();
  }

  private String[] submitted(String... command) {
    return Stream.concat(Stream.of("--master", master), Stream.of(command)).toArray(String[]::new);
  }

  /** On the tests' own session, which is local[2]. */
  private static void runHere(String... command) {
    new Terminal().succeed(command[0], Arrays.copyOfRange(command, 1, command.length));
  }

  private String[] shortRun(String bundle) {
    return training(bundle, "training.batch-size=16", "training.epochs=2");
  }

  private String[] longRun(String bundle) {
    return training(
        bundle,
        "training.batch-size=4",
        "training.averaging-frequency=1000", // an epoch is one round
        "training.epochs=" + LONG_EPOCHS,
        "training.validation-fraction=0");
  }

  private String[] training(String bundle, String... more) {
    return Stream.concat(
            Stream.of(
                "train",
                "archive.path=" + folder.resolve("archive"),
                "image.height=16",
                "image.width=16",
                "model.latent-size=8",
                "training.workers=" + WORKERS,
                "training.threads-per-worker=1",
                "bundle=" + folder.resolve(bundle)),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** Minutes: asked for with {@code -Dnightjar.long=true}. */
  @Test
  void executorsKilledInTheMiddleOfARoundChangeNothing() throws Exception {
    Path log = folder.resolve("killed.log");
    int kills = 10;
    try (Running running =
        nightjar.with("NIGHTJAR_LOG", log.toString()).start(submitted(longRun("killed.bundle")))) {
      for (int kill = 1; kill <= kills; kill++) {
        int epochs = 1 + kill * (LONG_EPOCHS - 3) / (kills + 1);
        running.await(() -> epochsShown(running.out()) >= epochs);
        long start = System.nanoTime();
        running.await(() -> epochsShown(running.out()) > epochs);
        // Half a round into the next one.
        TimeUnit.NANOSECONDS.sleep((System.nanoTime() - start) / 2);
        killAnExecutor(kill);
      }
      running.end().succeeded();
    }
    runHere(longRun("undisturbed.bundle"));
    assertThat(Files.readString(log)).contains("Lost task").contains("Lost executor");
    assertThat(folder.resolve("killed.bundle/parameters.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("undisturbed.bundle/parameters.safetensors"));
  }

  private static long epochsShown(Path out) {
    try {
      return Files.readString(out).lines().filter(line -> line.matches(" +\\d+ .*")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9} of one of this cluster's executors, in turn. */
  private void killAnExecutor(int turn) {
    List<ProcessHandle> executors = List.of();
    while (executors.isEmpty()) {
      executors =
          ProcessHandle.allProcesses()
              .filter(process -> commandLine(process).contains("CoarseGrainedExecutorBackend"))
              .filter(process -> workingFolder(process).startsWith(cluster))
              .sorted()
              .toList();
    }
    executors.get(turn % executors.size()).destroyForcibly();
  }

  private static String commandLine(ProcessHandle process) {
    return String.join(" ", process.info().arguments().orElse(new String[0]));
  }

  private static Path workingFolder(ProcessHandle process) {
    try {
      return Path.of("/proc/" + process.pid() + "/cwd").toRealPath();
    } catch (IOException e) {
      return Path.of("/"); // ended meanwhile
    }
  }

  private String[] embedding(String output) {
    return new String[] {
      "embed",
      "archive.path=" + folder.resolve("archive"),
      "bundle=" + clusterBundle,
      "output.path=" + folder.resolve(output)
    };
  }

  @Test
  void clusterTrainsTheSameBitsAsTwoLocalThreads() {
    assertThat(clusterBundle.resolve("parameters.safetensors"))
        .hasSameBinaryContentAs(localBundle.resolve("parameters.safetensors"));
  }

  @Test
  void clusterEmbedsTheSameBitsAsTwoLocalThreads() {
    Map<String, List<Object>> rows = rows("cluster.parquet");

    assertThat(rows).hasSize(512).isEqualTo(rows("local.parquet"));
  }

  /** What follows from the image and the bundle alone, by uri. */
  private Map<String, List<Object>> rows(String parquet) {
    return SharedSpark.session()
        .read()
        .parquet(folder.resolve(parquet).toString())
        .select("uri", "embedding", "embedding_stddev", "reconstruction_error", "label")
        .collectAsList()
        .stream()
        .collect(Collectors.toMap(row -> row.getString(0), StandaloneClusterIT::values));
  }

  private static List<Object> values(Row row) {
    return List.of(row.getList(1), row.getList(2), row.getFloat(3), row.getString(4));
  }

  @Test
  void bothExecutorsTrainWithOneDnn() throws IOException {
    for (int worker = 1; worker <= WORKERS; worker++) {
      assertThat(executorLogs(worker))
          .as("executors of worker %d", worker)
          .contains("DL4J asks for oneDNN's convolutions: there");
    }
  }

  /** What the executors that a worker started have logged. */
  private String executorLogs(int worker) throws IOException {
    StringBuilder logs = new StringBuilder();
    try (Stream<Path> files = Files.walk(cluster.resolve("work-" + worker))) {
      for (Path file : files.filter(path -> path.endsWith("stderr")).toList()) {
        logs.append(Files.readString(file));
      }
    }
    return logs.toString();
  }
}
