package io.nightjar.archive;

import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;

/**
 * A file that is opened again where storage fails, and read on from there: see {@link Patience}.
 * Not thread-safe.
 */
public final class PatientInput extends FSInputStream {
  private final Path path;
  private final Configuration hadoop;
  private FSDataInputStream in;
  private long position;

  private PatientInput(Path path, Configuration hadoop) {
    this.path = path;
    this.hadoop = hadoop;
  }

  /**
   * Opens a file.
   *
   * @throws StorageException when storage fails; other exceptions tell of the file
   */
  public static FSDataInputStream open(Path path, Configuration hadoop) throws IOException {
    var input = new PatientInput(path, hadoop);
    input.patiently(() -> 0L);
    return new FSDataInputStream(input);
  }

  private long patiently(Patience.Question<Long> step) throws IOException {
    return Patience.of(
        () -> {
          try {
            if (in == null) {
              in = opened(path.getFileSystem(hadoop), path);
            }
            if (in.getPos() != position) {
              in.seek(position);
            }
            return step.ask();
          } catch (IOException e) {
            IOUtils.closeStream(in);
            in = null;
            throw e;
          }
        });
  }

  /**
   * Opens a file, where one attempt will do. The local file system finds out by an exception that a
   * file has no checksums beside it, which costs more than to read a small image: so it is looked
   * for first.
   */
  static FSDataInputStream opened(FileSystem files, Path path) throws IOException {
    return files instanceof LocalFileSystem local && !hasChecksums(local, path)
        ? local.getRawFileSystem().open(path)
        : files.open(path);
  }

  /** Hadoop keeps none for a name with a colon, and throws where it is asked for theirs. */
  private static boolean hasChecksums(LocalFileSystem local, Path path) {
    return path.getName().indexOf(':') < 0
        && local.pathToFile(local.getChecksumFile(path)).exists();
  }

  @Override
  public int read() throws IOException {
    int octet = (int) patiently(() -> (long) in.read());
    position += octet < 0 ? 0 : 1;
    return octet;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = (int) patiently(() -> (long) in.read(target, offset, length));
    position += Math.max(0, read);
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = patiently(() -> in.skip(bytes));
    position += skipped;
    return skipped;
  }

  @Override
  public void seek(long to) throws IOException {
    if (to < 0) {
      throw new EOFException("a position of " + to);
    }
    position = to;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public boolean seekToNewSource(long to) {
    return false;
  }

  /** None that are known: what storage would say of it may fail, and nobody needs it. */
  @Override
  public int available() {
    return 0;
  }

  /** What fails as a file is closed that was only read has no consequence. */
  @Override
  public void close() {
    IOUtils.closeStream(in);
    in = null;
  }
}
