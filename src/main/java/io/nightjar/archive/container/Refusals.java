package io.nightjar.archive.container;

import com.github.luben.zstd.ZstdIOException;
import io.nightjar.archive.OneLine;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import io.nightjar.runtime.StorageErrors;
import java.io.EOFException;
import java.io.IOException;

/** What is wrong with a container, in the words of whatever reads it. */
final class Refusals {
  private Refusals() {}

  /**
   * Why a container cannot be read.
   *
   * @param cause no {@link io.nightjar.archive.StorageException}: what a library throws beside that
   *     tells of the bytes that it was given
   */
  static Rejection of(IOException cause) {
    if (cause instanceof ContainerException damage) {
      return damage.rejection();
    }
    if (isEnd(cause)) {
      return rejection(Reason.TRUNCATED, "it ends too soon");
    }
    return rejection(
        StorageErrors.isMendedByUser(cause) ? Reason.UNREADABLE : Reason.CORRUPT,
        OneLine.of(cause));
  }

  /** True if bytes are missing at the end; zstd has the code for corruption there, too. */
  static boolean isEnd(IOException cause) {
    return cause instanceof EOFException
        || (cause instanceof ZstdIOException && "Truncated source".equals(cause.getMessage()));
  }

  static Rejection rejection(Reason reason, String detail) {
    return new Rejection(Stage.READ, reason, detail);
  }
}
