package io.nightjar.archive;

import io.nightjar.runtime.StorageErrors;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.hadoop.io.retry.RetryPolicies;
import org.apache.hadoop.io.retry.RetryPolicy;

/**
 * A file that is opened again where storage fails, and read on from there. What fails even so is
 * thrown as a {@link StorageException}, so that no library on the way can take it for damage of the
 * file. Not thread-safe.
 */
public final class PatientInput extends FSInputStream {
  /** Some 100, 200 and 400 ms: a hiccup; file systems far away have patience of their own. */
  private static final RetryPolicy PATIENCE =
      RetryPolicies.exponentialBackoffRetry(3, 100, TimeUnit.MILLISECONDS);

  private final FileSystem fileSystem;
  private final Path path;
  private FSDataInputStream in;
  private long position;

  private PatientInput(FileSystem fileSystem, Path path) {
    this.fileSystem = fileSystem;
    this.path = path;
  }

  /**
   * Opens a file.
   *
   * @throws StorageException when storage fails; other exceptions tell of the file
   */
  public static FSDataInputStream open(FileSystem fileSystem, Path path) throws IOException {
    var input = new PatientInput(fileSystem, path);
    input.patiently(() -> 0);
    return new FSDataInputStream(input);
  }

  private interface Step {
    long take() throws IOException;
  }

  private long patiently(Step step) throws IOException {
    for (int retries = 0; ; retries++) {
      try {
        if (in == null) {
          in = fileSystem.open(path);
        }
        if (in.getPos() != position) {
          in.seek(position);
        }
        return step.take();
      } catch (IOException e) {
        if (isOfTheFile(e)) {
          throw e;
        }
        forget();
        waitAfter(e, retries);
      }
    }
  }

  /** What no new attempt would change. */
  private static boolean isOfTheFile(IOException e) {
    return StorageErrors.isMendedByUser(e)
        || e instanceof EOFException
        || e instanceof ChecksumException;
  }

  private static void waitAfter(IOException failure, int retries) throws IOException {
    if (failure instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
      throw failure;
    }
    try {
      RetryPolicy.RetryAction next = PATIENCE.shouldRetry(failure, retries, 0, true);
      if (next.action == RetryPolicy.RetryAction.RetryDecision.FAIL) {
        throw new StorageException(failure);
      }
      Thread.sleep(next.delayMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException().initCause(failure);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) { // as the policy's signature has it
      throw new IllegalStateException(e);
    }
  }

  private void forget() {
    IOUtils.closeStream(in);
    in = null;
  }

  @Override
  public int read() throws IOException {
    int octet = (int) patiently(() -> in.read());
    position += octet < 0 ? 0 : 1;
    return octet;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = (int) patiently(() -> in.read(target, offset, length));
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

  @Override
  public int available() throws IOException {
    return in == null ? 0 : in.available();
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
    }
  }
}
