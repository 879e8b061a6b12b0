package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full names itself; {@code FullDiskIT} fills real ones. */
final class FullDiskTest {
  @TempDir private Path folder;

  @Test
  void thePathOfTheExceptionComesFirst() throws IOException {
    Path file = folder.resolve("out/part 1");
    for (Throwable thrown :
        new Throwable[] {
          new FileSystemException(file.toString(), null, "No space left on device"),
          new FileNotFoundException(file + " (No space left on device)"),
          new IOException("file:" + file + ": No space left on device")
        }) {
      assertThat(line(new SparkException("Job aborted", thrown), Map.of("bundle", "/proc")))
          .startsWith("No space left on device: " + file + " is on " + Files.getFileStore(folder))
          .contains(" free: free some there")
          .endsWith(" (safe to run again)");
    }
  }

  @Test
  void otherwiseThePlacesThatTheRunWritesToAreNamedOnceForEachDisk() throws IOException {
    Map<String, String> places =
        Map.of("bundle", folder.resolve("new/x.bundle").toString(), "output.path", "" + folder);

    assertThat(line(new RuntimeException(new IOException("Disk quota exceeded")), places))
        .startsWith("Disk quota exceeded: ")
        .contains("bundle=" + folder, "output.path=" + folder)
        .containsOnlyOnce(" is on " + Files.getFileStore(folder));
  }

  @Test
  void anExecutorsDiskIsOnItsHost() {
    String lost =
        "Job aborted due to stage failure: Task 0 in stage 1.0 failed 8 times, most recent failure:"
            + " Lost task 0.7 in stage 1.0 (TID 9) (10.0.0.5 executor 2): java.io.IOException: No"
            + " space left on device\n\tat x";

    assertThat(line(new SparkException(lost), Map.of("bundle", folder.toString())))
        .isEqualTo(
            "No space left on device on 10.0.0.5 (executor 2): free some of its disks,"
                + " spark.local.dir above all (safe to run again)");
    assertThat(
            line(
                new SparkException(lost.replace("10.0.0.5 executor 2", "here executor driver")),
                Map.of("bundle", folder.toString())))
        .contains("bundle=" + folder);
  }

  private static String line(Throwable thrown, Map<String, String> places) {
    Failure failure = Failure.of(thrown, new Given(new TreeMap<>(), places));
    assertThat(failure.code()).isEqualTo(ExitCode.SURROUNDINGS_FAILED);
    assertThat(failure.line()).hasLineCount(1);
    return failure.line();
  }
}
