package io.nightjar.archive;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.io.retry.RetryPolicies;
import org.apache.hadoop.io.retry.RetryPolicy;
import org.apache.hadoop.security.AccessControlException;

/**
 * Asks storage again where it fails. What fails even so is a {@link StorageException}, so that no
 * library on the way can take it for damage of a file.
 */
public final class Patience {
  /** After some 200, 400 and 800 ms: a hiccup; file systems far away have patience of their own. */
  private static final RetryPolicy POLICY =
      RetryPolicies.exponentialBackoffRetry(3, 100, TimeUnit.MILLISECONDS);

  private Patience() {}

  /** What is asked of storage. */
  public interface Question<T> {
    T ask() throws IOException;
  }

  /**
   * Asks.
   *
   * @throws StorageException when storage fails
   * @throws IOException what tells of the file: it is not there, may not be read, has another
   *     checksum
   */
  public static <T> T of(Question<T> question) throws IOException {
    for (int retries = 0; ; retries++) {
      try {
        return question.ask();
      } catch (IOException e) {
        if (isOfTheFile(e)) {
          throw e;
        }
        waitAfter(e, retries);
      }
    }
  }

  /**
   * What no new attempt would change. No EOFException: remote file systems say that of connections
   * that break.
   */
  private static boolean isOfTheFile(IOException e) {
    return e instanceof FileNotFoundException
        || e instanceof NoSuchFileException
        || e instanceof AccessDeniedException
        || e instanceof AccessControlException
        || e instanceof ChecksumException;
  }

  private static void waitAfter(IOException failure, int retries) throws IOException {
    if (failure instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
      throw new StorageException(failure); // the task is being ended: no news of the file
    }
    try {
      RetryPolicy.RetryAction next = POLICY.shouldRetry(failure, retries, 0, true);
      if (next.action == RetryPolicy.RetryAction.RetryDecision.FAIL) {
        throw new StorageException(failure);
      }
      Thread.sleep(next.delayMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(failure);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) { // as the policy's signature has it
      throw new IllegalStateException(e);
    }
  }
}
