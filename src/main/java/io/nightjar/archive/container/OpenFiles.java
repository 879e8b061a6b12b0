package io.nightjar.archive.container;

import io.nightjar.archive.BadPlaces;
import io.nightjar.archive.FileUri;
import io.nightjar.archive.Patience;
import io.nightjar.archive.PatientInput;
import io.nightjar.archive.SourceFile;
import io.nightjar.archive.StorageException;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;

/** The files that are open for one reader, to be closed together: it may stop anywhere. */
public final class OpenFiles implements Closeable {
  private final Configuration hadoop;
  private final BadPlaces badPlaces;
  private final Deque<Closeable> open = new ArrayDeque<>();

  /**
   * For all that one reader reads.
   *
   * @param files those that it will ask for
   */
  public OpenFiles(Configuration hadoop, List<SourceFile> files) {
    this(hadoop, new BadPlaces(hadoop, files));
  }

  /**
   * For one of several readers.
   *
   * @param badPlaces that all of them meet
   */
  OpenFiles(Configuration hadoop, BadPlaces badPlaces) {
    this.hadoop = hadoop;
    this.badPlaces = badPlaces;
  }

  Configuration hadoop() {
    return hadoop;
  }

  /**
   * Opens a file that is as it was when it was listed.
   *
   * @throws ContainerException when it is not
   * @throws StorageException when storage fails; so does reading
   */
  public FSDataInputStream open(SourceFile file) throws IOException {
    Path path = FileUri.toPath(file.uri());
    requireUnchanged(path, file);
    return keep(PatientInput.open(path, hadoop));
  }

  private void requireUnchanged(Path path, SourceFile file) throws IOException {
    SourceFile now = SourceFile.of(status(path));
    if (now.byteLength() != file.byteLength() || !now.modifiedAt().equals(file.modifiedAt())) {
      throw new ContainerException(
          Reason.CHANGED_WHILE_READING, "it is not what it was when listed");
    }
  }

  private FileStatus status(Path path) throws IOException {
    try {
      return Patience.of(() -> path.getFileSystem(hadoop).getFileStatus(path));
    } catch (FileNotFoundException e) {
      throw new ContainerException(
          Reason.CHANGED_WHILE_READING, "it vanished after it was listed", e);
    }
  }

  /**
   * Why no more of a file can be read.
   *
   * @throws IOException the cause, when storage has failed and all of it is worth another attempt
   */
  Rejection refusal(IOException cause, SourceFile file) throws IOException {
    Optional<StorageException> failure = StorageException.in(cause);
    return failure.isPresent() ? badPlaces.of(failure.get(), file) : Refusals.of(cause);
  }

  /** Has it closed with the others. */
  <T extends Closeable> T keep(T file) {
    open.push(file);
    return file;
  }

  @Override
  public void close() {
    // What fails as a file is closed that was only read has no consequence.
    open.forEach(IOUtils::closeStream);
    open.clear();
  }
}
