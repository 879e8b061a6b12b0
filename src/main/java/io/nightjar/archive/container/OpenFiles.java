package io.nightjar.archive.container;

import io.nightjar.archive.FileUri;
import io.nightjar.archive.SourceFile;
import io.nightjar.image.Rejection.Reason;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files that are open for one reader, to be closed together: it may stop anywhere. */
public final class OpenFiles implements Closeable {
  private final Configuration hadoop;
  private final Deque<Closeable> open = new ArrayDeque<>();

  public OpenFiles(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  Configuration hadoop() {
    return hadoop;
  }

  /**
   * Opens a file that is as it was when it was listed.
   *
   * @throws ContainerException when it is not
   */
  FSDataInputStream open(SourceFile file) throws IOException {
    Path path = unchanged(file);
    return keep(path.getFileSystem(hadoop).open(path));
  }

  /** Where such a file is, for libraries that open it themselves. */
  Path unchanged(SourceFile file) throws IOException {
    Path path = FileUri.toPath(file.uri());
    SourceFile now = SourceFile.of(status(path));
    if (now.byteLength() != file.byteLength() || !now.modifiedAt().equals(file.modifiedAt())) {
      throw new ContainerException(
          Reason.CHANGED_WHILE_READING, "it is not what it was when listed");
    }
    return path;
  }

  private FileStatus status(Path path) throws IOException {
    FileSystem fileSystem = path.getFileSystem(hadoop);
    try {
      return fileSystem.getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new ContainerException(
          Reason.CHANGED_WHILE_READING, "it vanished after it was listed", e);
    }
  }

  /** Has it closed with the others. */
  <T extends Closeable> T keep(T file) {
    open.push(file);
    return file;
  }

  @Override
  public void close() throws IOException {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
