package io.nightjar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.ChildProcess;
import io.nightjar.TestArchives;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code spark-submit} runs, without the launcher and without anything in the environment: the
 * native libraries are chosen in code.
 */
@Timeout(300)
final class BareSubmitIT {
  private static final Path SPARK = Path.of(System.getProperty("nightjar.spark.home"));

  @TempDir private Path folder;

  @Test
  void trainsWithOneDnn() throws Exception {
    Path archive = TestArchives.files(folder.resolve("archive"), 20, 8, 8);
    Path log = folder.resolve("spark.log");
    ChildProcess submit =
        ChildProcess.of(
            folder,
            "env",
            "-u",
            "OMP_NUM_THREADS",
            "-u",
            "OMP_WAIT_POLICY",
            "-u",
            "OPENCV_LOG_LEVEL",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + SPARK.resolve("java.options"),
            "-Dnightjar.log=" + log,
            "-Dlog4j2.configurationFile="
                + Path.of(System.getProperty("nightjar.root"), "conf/log4j2.properties"),
            "-cp",
            SPARK.resolve("jars") + "/*",
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--class",
            "io.nightjar.job.Nightjar",
            System.getProperty("nightjar.jar"),
            "train",
            "archive.path=" + archive,
            "image.height=8",
            "image.width=8",
            "training.epochs=1",
            "bundle=" + folder.resolve("bare.bundle"));

    submit.run().succeeded();

    assertThat(folder.resolve("bare.bundle/SHA256SUMS")).exists();
    assertThat(log).content().contains("DL4J asks for oneDNN's convolutions: there");
  }
}
