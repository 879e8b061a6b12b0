package io.nightjar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.ChildProcess.Ended;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.TestBundles;
import io.nightjar.image.HaltingCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * An image over which the codec ends its process costs a night that process and nothing else, in
 * real processes: locally the run, which goes on when it is started again, and on a cluster the
 * executor.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "nightjar.long", matches = "true")
final class DecoderCrashIT {
  private static final int IMAGES = 30;

  @TempDir private Path folder;
  private Path archive;
  private Path deadly;
  private Path patched;

  @BeforeEach
  void makeArchive() throws IOException {
    archive = TestArchives.files(folder.resolve("archive"), IMAGES, 12, 8);
    try (Stream<Path> files = Files.walk(archive)) {
      deadly = files.filter(Files::isRegularFile).sorted().skip(7).findFirst().orElseThrow();
    }
    Files.write(deadly, HaltingCodec.deadly(Files.readAllBytes(deadly)));
    patched = Files.createDirectory(folder.resolve("patched"));
    HaltingCodec.write(patched);
    TestBundles.bundle(TestBundles.model(), folder);
  }

  @Test
  void aLocalRunDiesOnceAndEndsWellWhenStartedAgain() throws Exception {
    String[] embed = embed("local[2]", "spark.driver.extraClassPath=" + patched, "local.parquet");
    Launcher nightjar = Launcher.nightjar(folder);

    assertThat(nightjar.run(embed).exitCode()).isEqualTo(HaltingCodec.EXIT_CODE);
    assertThat(folder.resolve("local.parquet")).doesNotExist();
    nightjar.run(embed).succeeded();

    assertOneReject("local.parquet");
  }

  /** The same way as embedding. */
  @Test
  void aLocalTrainingDiesOnceAndEndsWellWhenStartedAgain() throws Exception {
    Path bundle = folder.resolve("trained.bundle");
    String[] train =
        command(
            "local[2]",
            "spark.driver.extraClassPath=" + patched,
            "train",
            "image.height=8",
            "image.width=8",
            "training.epochs=1",
            "training.batch-size=4",
            "bundle=" + bundle);
    Launcher nightjar = Launcher.nightjar(folder);

    assertThat(nightjar.run(train).exitCode()).isEqualTo(HaltingCodec.EXIT_CODE);
    Ended ended = nightjar.run(train).succeeded();

    assertThat(bundle.resolve("SHA256SUMS")).exists();
    assertThat(ended.out() + ended.err()).contains("decoder-crash");
  }

  @Test
  void aClusterLosesAnExecutorAndEndsWell() throws Exception {
    Path cluster = folder.resolve("cluster");
    String master =
        Launcher.script("deploy/standalone/start", folder)
            .with("WORKERS", "1")
            .with("PORT", "0")
            .run(cluster.toString())
            .succeeded()
            .out()
            .strip();
    Path log = folder.resolve("cluster.log");
    try {
      // One class loader for both: classes of a package see each other within one alone.
      String classPath =
          patched + ":" + Path.of(System.getProperty("nightjar.jar")).toAbsolutePath();
      Launcher.nightjar(folder)
          .with("NIGHTJAR_LOG", log.toString())
          .run(embed(master, "spark.executor.extraClassPath=" + classPath, "cluster.parquet"))
          .succeeded();
    } finally {
      Launcher.script("deploy/standalone/stop", folder).run(cluster.toString()).succeeded();
    }

    assertThat(log).content().contains("Lost executor 0").doesNotContain("Lost executor 1 ");
    assertOneReject("cluster.parquet");
  }

  private String[] embed(String master, String property, String output) {
    return command(
        master,
        property,
        "embed",
        "bundle=" + folder.resolve("test.bundle"),
        "output.path=" + folder.resolve(output));
  }

  private String[] command(String master, String property, String command, String... keys) {
    Stream<String> start =
        Stream.of(
            "--master",
            master,
            "--spark",
            property,
            "--spark",
            "spark.local.dir=" + folder, // where the journal is kept
            command,
            "archive.path=" + archive);
    return Stream.concat(start, Arrays.stream(keys)).toArray(String[]::new);
  }

  private void assertOneReject(String output) {
    List<Row> rejects = read(output + "_rejects");
    assertThat(rejects)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.<String>getAs("uri")).endsWith("/" + deadly.getFileName());
              assertThat(row.<String>getAs("reason")).isEqualTo("decoder-crash");
              assertThat(row.<String>getAs("detail"))
                  .contains("exit code " + HaltingCodec.EXIT_CODE);
            });
    assertThat(read(output)).hasSize(IMAGES - 1);
  }

  private List<Row> read(String output) {
    return SharedSpark.session().read().parquet(folder.resolve(output).toString()).collectAsList();
  }
}
