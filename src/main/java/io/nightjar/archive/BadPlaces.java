package io.nightjar.archive;

import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * Parts a file with a place that no patience reads, such as a bad sector, from storage that has
 * failed. The one is a reject, or its archive would never be read again; the other is worth another
 * attempt at all of it, on another machine if there is one. Safe for use by many threads.
 */
public final class BadPlaces {
  /** A task that meets more has met storage that fails. */
  private static final int MOST = 8;

  private static final int MOST_WITNESSES = 3;

  private final Configuration hadoop;
  private final List<SourceFile> witnesses;
  private final long most;
  private int found;

  /**
   * For all that one reader reads.
   *
   * @param files that it reads: one of them must still be readable for another one to be bad
   */
  public BadPlaces(Configuration hadoop, List<SourceFile> files) {
    this.hadoop = hadoop;
    this.witnesses = files;
    this.most = Math.max(MOST, files.size() / 100);
  }

  /**
   * The reject of a file, or of a part of it, after storage has failed there.
   *
   * @throws IOException the failure, when it is not the file's alone
   */
  public synchronized Rejection of(StorageException failure, SourceFile file) throws IOException {
    if (found >= most
        || Thread.currentThread().isInterrupted()
        || isFirstOfSeveralAttempts()
        || !storageAnswers(file)) {
      throw failure;
    }
    found++;
    return new Rejection(
        Stage.READ, Reason.UNREADABLE, "storage fails at it: " + OneLine.of(failure));
  }

  /** In local mode there is one. */
  private static boolean isFirstOfSeveralAttempts() {
    TaskContext task = TaskContext.get();
    return task != null
        && task.attemptNumber() == 0
        && !SparkEnv.get().executorId().equals("driver");
  }

  /** Whether this file begins to be read, or another one does. */
  private boolean storageAnswers(SourceFile file) {
    return isReadable(file)
        || witnesses.stream()
            .filter(other -> !other.uri().equals(file.uri()) && other.byteLength() > 0)
            .limit(MOST_WITNESSES)
            .anyMatch(this::isReadable);
  }

  private boolean isReadable(SourceFile file) {
    Path path = FileUri.toPath(file.uri());
    try (FSDataInputStream in = PatientInput.opened(path.getFileSystem(hadoop), path)) {
      return in.read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
