package io.nightjar.archive;

import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Parts a file with a place that no patience reads, such as a bad sector, from storage that has
 * failed. The one is a reject, or its archive would never be read again; the other is worth another
 * attempt at all of it. Safe for use by many threads.
 */
public final class BadPlaces {
  /** A task that meets more has met storage that fails. */
  private static final int MOST = 8;

  private final Configuration hadoop;
  private int found;

  public BadPlaces(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * The reject of a file, after storage has failed at it.
   *
   * @throws IOException the failure, when it is not the file's alone
   */
  public synchronized Rejection of(StorageException failure, SourceFile file) throws IOException {
    if (found >= MOST) {
      throw failure;
    }
    try {
      Path path = FileUri.toPath(file.uri());
      path.getFileSystem(hadoop).getFileStatus(path);
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw failure;
    }
    found++;
    return new Rejection(
        Stage.READ, Reason.UNREADABLE, "storage fails at it: " + OneLine.of(failure));
  }
}
