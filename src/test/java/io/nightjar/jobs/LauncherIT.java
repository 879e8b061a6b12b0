package io.nightjar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.CheckFailedException;
import io.nightjar.ChildProcess.Ended;
import io.nightjar.ChildProcess.Running;
import io.nightjar.OutputHeldException;
import io.nightjar.ThrowingFileSystem;
import io.nightjar.job.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code jobs/nightjar} in processes of its own: called by a symbolic link, from another folder, in
 * the C locale, on paths that are not ASCII; ended by signals in the middle of work.
 */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LauncherIT {
  private static final String ARCHIVE = "Bilder/grün-夜鷹";
  private static final String BUNDLE = "Bündel/winzig.bundle";
  private static final int MANY = 10_000;

  @TempDir static Path folder;
  private Launcher nightjar;

  @BeforeAll
  void makeAnArchiveAndABundle() throws Exception {
    Launcher launcher = Launcher.nightjar(folder);
    Path link = Files.createSymbolicLink(folder.resolve("nightjar"), launcher.script());
    nightjar = launcher.as(link).with("LC_ALL", "C").with("LANG", "C");
    new Terminal()
        .succeed(
            "synthesize",
            "synthesize.count=64",
            "synthesize.size=16",
            "output.path=" + folder.resolve(ARCHIVE));
    nightjar.run(train(BUNDLE, 1)).succeeded();
  }

  private static String[] train(String bundle, int epochs) {
    return new String[] {
      "--master",
      "local[2]",
      "train",
      "archive.path=" + ARCHIVE,
      "image.height=16",
      "image.width=16",
      "model.convolutional.channels=4",
      "model.convolutional.hidden=8",
      "model.latent-size=4",
      "training.batch-size=16",
      "training.epochs=" + epochs,
      "bundle=" + bundle
    };
  }

  private static String[] embed(String archive, String output) {
    return new String[] {
      "--master",
      "local[2]",
      "embed",
      "archive.path=" + archive,
      "bundle=" + BUNDLE,
      "output.path=" + output
    };
  }

  @Test
  void readsAndWritesPathsInAnyScriptWhateverTheLocale() throws Exception {
    nightjar.run(embed(ARCHIVE, "Zeilen/grün.parquet")).succeeded();

    assertThat(folder.resolve("Zeilen/grün.parquet/_SUCCESS")).exists();
    assertThat(folder.resolve("Zeilen/grün.parquet_run-report.json"))
        .content()
        .contains("\"rows_written\" : 64");
  }

  @Test
  void helpIsNoError() throws Exception {
    assertThat(nightjar.run("--help").succeeded().out()).contains("COMMAND");
  }

  @Test
  void refusesEachMistakeInOneLine() throws Exception {
    Ended ended = nightjar.run("train", "training.epoch=3", "training.workers=0", "bundle=x");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains("training.epochs", "training.workers: 0", "archive.path: missing")
        .hasLineCount(3);
  }

  @Test
  void refusesAnOptionThatItDoesNotKnow() throws Exception {
    Ended ended = nightjar.run("--mater", "yarn", "train");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("--mater").hasLineCount(1);
  }

  @Test
  void refusesAMasterOrAMemoryThatSparkWouldNotUnderstand() throws Exception {
    for (String master : List.of("local[x]", "local[0]", "foo")) {
      Ended ended = nightjar.run("--master", master, "train");
      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err()).contains("--master " + master).hasLineCount(1);
    }
    for (String memory : List.of("8192", "8gb")) {
      Ended ended = nightjar.run("--spark", "spark.driver.memory=" + memory, "train");
      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err()).contains("like 8g or 8192m").hasLineCount(1);
    }
  }

  @Test
  void goesThroughTheSparkThatIsInstalled() throws Exception {
    Path spark = Files.createDirectories(folder.resolve("spark 3.5"));
    Path submit = Files.createDirectory(spark.resolve("bin")).resolve("spark-submit");
    Files.writeString(
        submit, "#!/bin/sh\nprintf '%s\\n' \"$LC_ALL\" \"$@\" >\"$0.arguments\"\nexit 5\n");
    assertThat(submit.toFile().setExecutable(true)).isTrue();

    Ended ended =
        nightjar
            .with("SPARK_HOME", spark.toString())
            .run("--master", "yarn", "--spark", "spark.x=a b", "train", "archive.path=a b");

    assertThat(ended.exitCode()).isEqualTo(5);
    List<String> arguments = Files.readAllLines(spark.resolve("bin/spark-submit.arguments"));
    assertThat(arguments)
        .startsWith("C.UTF-8", "--master", "yarn", "--class", "io.nightjar.job.Nightjar")
        .contains("spark.x=a b", "--driver-memory")
        .endsWith(System.getProperty("nightjar.jar"), "train", "archive.path=a b");
  }

  /** The driver's JVM is this process, so its options cannot wait for Spark to read them. */
  @Test
  void startsTheDriverWithItsExtraOptions() throws Exception {
    Ended ended =
        nightjar.run(
            "--spark",
            "spark.driver.extraJavaOptions=-XX:+PrintFlagsFinal -Dx=y",
            "train",
            "--help");

    assertThat(ended.succeeded().out()).contains("MaxHeapSize", "training.epochs");
  }

  /** What the JVM ends with is what the launcher's caller sees. */
  @Test
  void handsEveryExitCodeToItsCaller() throws Exception {
    Map<Integer, String> thrown =
        Map.of(
            1,
            "java.lang.IllegalStateException",
            3,
            CheckFailedException.class.getName(),
            4,
            OutputHeldException.class.getName(),
            5,
            "java.net.ConnectException");
    Launcher logged = nightjar.with("NIGHTJAR_LOG", folder.resolve("exits.log").toString());
    for (Map.Entry<Integer, String> end : thrown.entrySet()) {
      Ended ended =
          logged.run(
              "--spark",
              ThrowingFileSystem.PROPERTY,
              "--spark",
              "spark.driver.extraClassPath=" + classes(ThrowingFileSystem.class),
              "train",
              "bundle=ends.bundle",
              "archive.path=thrown:///%s/it ends".formatted(end.getValue()));

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(end.getKey());
      assertThat(ended.err()).startsWith("nightjar: ").contains("it ends").hasLineCount(1);
    }
    assertThat(folder.resolve("ends.bundle_run-report.json")).doesNotExist();
    assertThat(folder.resolve("exits.log")).content().contains("\"exit_code\" : 5");
  }

  private static Path classes(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** As cron, nohup and shells start what runs in the background. */
  @Test
  void endsInOrderBySigtermWhereItsParentIgnoresOtherSignals() throws Exception {
    Path drawn = folder.resolve("drawn");
    Launcher background = nightjar.after("trap '' INT HUP QUIT");
    try (Running drawing =
        background.start(
            "--master",
            "local[1]",
            "synthesize",
            "synthesize.count=10000000",
            "output.path=drawn")) {
      drawing.await(() -> Files.exists(drawn));
      drawing.signal("INT");
      drawing.signal("HUP");
      Thread.sleep(200);
      assertThat(drawing.process().isAlive()).isTrue();
      drawing.signal("TERM");
      Ended ended = drawing.end();

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
      assertThat(ended.err()).contains("nightjar: interrupted (safe to run again)");
    }
    assertThat(folder.resolve("drawn_run-report.json")).content().contains("\"exit_code\" : 143");
  }

  /** Spark ends the process itself, with a code of its own, where it cannot have its UI's port. */
  @Test
  void reportsWhereSparkEndsTheProcess() throws Exception {
    Path report = folder.resolve("spark-ended.json");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "spark.ui.port=" + taken.getLocalPort();
      Ended ended =
          nightjar.run(
              "--spark",
              "spark.ui.enabled=true",
              "--spark",
              port,
              "--spark",
              "spark.port.maxRetries=0",
              "synthesize",
              "output.path=undrawn",
              "report.path=" + report);

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
      assertThat(ended.err()).contains("Spark ended the process", "spark.ui.port");
    }
    assertThat(report).content().contains("\"exit_code\" : 2", "Spark ended the process");
    assertThat(folder.resolve("undrawn")).doesNotExist();
  }

  @Test
  void interruptedTrainingSaysSoAndLeavesNothingThatLooksFinished() throws Exception {
    try (Running training = nightjar.start(train("interrupted.bundle", 1_000_000))) {
      training.await(() -> contains(training.out(), "    1  "));
      training.interrupt();
      Ended ended = training.end();

      assertThat(ended.exitCode()).isEqualTo(130);
      assertThat(ended.err())
          .contains("nightjar: interrupted (safe to run again)")
          .doesNotContain("Exception");
      assertThat(ended.out()).contains("the same command goes on with epoch");
    }
    assertThat(folder.resolve("interrupted.bundle_run-report.json"))
        .content()
        .contains("\"exit_code\" : 130");
    assertThat(folder.resolve("interrupted.bundle/SHA256SUMS")).doesNotExist();
  }

  @Test
  void embeddingKilledWhileItWritesLeavesNothingThatLooksFinishedAndRunsAgain() throws Exception {
    String[] embed = embed(manyImages().toString(), "killed.parquet");
    Path output = folder.resolve("killed.parquet");
    try (Running embedding = nightjar.start(embed)) {
      embedding.await(() -> Files.exists(output.resolve("_temporary")));
    } // closing kills
    assertThat(output.resolve("_SUCCESS")).doesNotExist();

    nightjar.run(embed).succeeded();

    assertThat(output.resolve("_SUCCESS")).exists();
    assertThat(output.resolve("_temporary")).doesNotExist();
    assertThat(folder.resolve("killed.parquet_run-report.json"))
        .content()
        .contains("\"rows_written\" : " + MANY);
  }

  /** Where nobody has opened a catalog before, and Spark starts beside listing. */
  @Test
  void aFirstNightMakesItsTable() throws Exception {
    String[] night = {
      "--master",
      "local[2]",
      "embed",
      "archive.path=" + ARCHIVE,
      "bundle=" + BUNDLE,
      "catalog.warehouse=lake",
      "output.table=lake.photos.vectors"
    };

    assertThat(nightjar.run(night).succeeded().out()).containsPattern("new +64\\s");
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An IDX file of small grey images, enough to be killed in the middle of. */
  private Path manyImages() throws IOException {
    int side = 16;
    ByteBuffer idx = ByteBuffer.allocate(16 + MANY * side * side);
    idx.putInt(0x803).putInt(MANY).putInt(side).putInt(side);
    for (int i = 0; idx.hasRemaining(); i++) {
      idx.put((byte) (i * 31 % 251));
    }
    return Files.write(folder.resolve("many-images-idx3-ubyte"), idx.array());
  }
}
