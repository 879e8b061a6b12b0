package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.InvalidInputException;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.FaultyFileSystem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.List;
import org.apache.hadoop.security.AccessControlException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.spark.SparkException;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;

final class FailureTest {
  @Test
  void tellsUsersMistakeByItsOwnLine() {
    assertFailure(new InvalidInputException("bundle: missing"))
        .isEqualTo(new Failure(ExitCode.INVALID_INPUT, "bundle: missing"));
  }

  @Test
  void findsOursAmongCauses() {
    Throwable check = new CheckFailedException("rejected 9 of 10 images");

    assertFailure(new SparkException("Job aborted.", new RuntimeException("wrapped", check)))
        .isEqualTo(new Failure(ExitCode.CHECK_FAILED, "rejected 9 of 10 images"));
  }

  @Test
  void findsOursInTextThatSparkKept() {
    String text =
        """
        Job aborted due to stage failure: Task 0 in stage 0.0 failed 1 times, most recent failure: \
        Lost task 0.0 in stage 0.0 (TID 0) (host executor driver): \
        io.nightjar.CheckFailedException: the loss is NaN in epoch 3
        \tat io.nightjar.training.Round.run(Round.java:1)
        """;

    assertFailure(new SparkException(text))
        .isEqualTo(new Failure(ExitCode.CHECK_FAILED, "the loss is NaN in epoch 3"));
    assertFailure(new SparkException(text.replace("CheckFailed", "InvalidInput")))
        .isEqualTo(new Failure(ExitCode.INVALID_INPUT, "the loss is NaN in epoch 3"));
  }

  @Test
  void fullDiskIsSafeToRunAgain() {
    Failure failure =
        Failure.of(new UncheckedIOException(new IOException("No space left on device")));

    assertThat(failure.code()).isEqualTo(ExitCode.SURROUNDINGS_FAILED);
    assertThat(failure.line())
        .startsWith("No space left on device: ")
        .contains("java.io.tmpdir=", " free")
        .endsWith("or write elsewhere (safe to run again)");
  }

  @Test
  void lostExecutorIsSafeToRunAgain() {
    String text =
        """
        Job aborted due to stage failure: Task 1 failed 4 times, most recent failure: \
        ExecutorLostFailure (executor 2 exited caused by one of the running tasks)
        Driver stacktrace:
        """;

    assertThat(Failure.of(new SparkException(text)).code()).isEqualTo(ExitCode.SURROUNDINGS_FAILED);
  }

  @Test
  void lostStorageIsSafeToRunAgain() {
    assertFailure(new IOException("Call failed", new ConnectException("Connection refused")))
        .isEqualTo(
            new Failure(
                ExitCode.SURROUNDINGS_FAILED,
                "ConnectException: Connection refused (safe to run again)"));
  }

  @Test
  void archiveThatCannotBeReachedIsSafeToRunAgain() {
    ArchiveOptions options = ArchiveOptions.of("faulty:///photos/lost");

    assertThatThrownBy(() -> Archive.open(options, FaultyFileSystem.configuration()))
        .satisfies(
            thrown ->
                assertFailure(thrown)
                    .isEqualTo(
                        new Failure(
                            ExitCode.SURROUNDINGS_FAILED,
                            "ConnectException: Connection refused (safe to run again)")));
  }

  @Test
  void exhaustedMemoryNamesThePropertiesThatGiveMore() {
    for (Throwable thrown :
        List.of(
            new RuntimeException(new OutOfMemoryError("Physical memory usage is too high")),
            new SparkException("Lost task 0.0: java.lang.OutOfMemoryError: Java heap space"))) {
      Failure failure = Failure.of(thrown);
      assertThat(failure.code()).isEqualTo(ExitCode.INVALID_INPUT);
      assertThat(failure.line())
          .contains("--spark spark.driver.memory=", "--spark spark.executor.memory=");
    }
  }

  @Test
  void missingPathAndDeniedAccessAreTheUsersToMend() {
    assertFailure(new FileNotFoundException("File out/x does not exist"))
        .isEqualTo(
            new Failure(
                ExitCode.INVALID_INPUT, "FileNotFoundException: File out/x does not exist"));
    assertThat(Failure.of(new AccessControlException("Permission denied: user=a")).code())
        .isEqualTo(ExitCode.INVALID_INPUT);
  }

  @Test
  void missingRightsDoNotPassByThemselvesInATaskEither() {
    for (IOException refused :
        List.of(
            new AccessControlException("Permission denied: user=a"),
            new IOException("Mkdirs failed to create file:/proc/nope (exists=false, cwd=file:/)"),
            new java.nio.file.FileSystemException("/x", null, "Read-only file system"))) {
      assertThat(Failure.of(new SparkException("Job aborted", refused)).code())
          .as("%s", refused)
          .isEqualTo(ExitCode.INVALID_INPUT);
    }
  }

  @Test
  void aCatalogThatRefusesIsTheUsersToMendAndOneThatIsBusyIsNot() {
    for (Exception refused :
        List.of(
            new SQLException("password authentication failed for user \"a\"", "28P01"),
            new SQLException("[SQLITE_NOTADB] File opened that is not a database file"),
            new NotAuthorizedException("Not authorized: expired"))) {
      Failure failure = Failure.of(new IllegalStateException(refused));
      assertThat(failure.code()).as("%s", refused).isEqualTo(ExitCode.INVALID_INPUT);
      assertThat(failure.line()).contains("the table's catalog refuses: ", "catalog.properties");
    }
    for (Exception lost :
        List.of(
            new SQLException("connection refused", "08001"),
            new SQLException("[SQLITE_BUSY] The database file is locked"))) {
      assertThat(Failure.of(new IllegalStateException(lost)).code())
          .as("%s", lost)
          .isEqualTo(ExitCode.SURROUNDINGS_FAILED);
    }
  }

  @Test
  void fileVanishedUnderARunningTaskIsFailingStorage() {
    assertThat(Failure.of(new SparkException("Job aborted", new FileNotFoundException("x"))).code())
        .isEqualTo(ExitCode.SURROUNDINGS_FAILED);
  }

  @Test
  void anythingElseIsABugToldInOneLine() {
    assertFailure(new IllegalStateException("outer", new NullPointerException("first\nsecond")))
        .isEqualTo(new Failure(ExitCode.BUG, "a bug in Nightjar: NullPointerException: first"));
    assertFailure(new StackOverflowError())
        .isEqualTo(new Failure(ExitCode.BUG, "a bug in Nightjar: StackOverflowError"));
  }

  private static ObjectAssert<Failure> assertFailure(Throwable thrown) {
    return assertThat(Failure.of(thrown));
  }
}
