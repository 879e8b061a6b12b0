package io.nightjar.archive.container;

import com.github.luben.zstd.ZstdIOException;
import io.nightjar.archive.OneLine;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import io.nightjar.runtime.StorageErrors;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.ChecksumException;

/** Parts what is wrong with a container, a reject, from storage that fails and may be retried. */
final class Refusals {
  private Refusals() {}

  /** Why the container cannot be read; empty where the surroundings have failed. */
  static Optional<Rejection> of(IOException cause) {
    if (cause instanceof ContainerException damage) {
      return Optional.of(damage.rejection());
    }
    if (isEnd(cause)) {
      return Optional.of(rejection(Reason.TRUNCATED, "it ends too soon"));
    }
    if (cause instanceof ZipException
        || cause instanceof ZstdIOException
        || cause instanceof ChecksumException) {
      return Optional.of(rejection(Reason.CORRUPT, OneLine.of(cause)));
    }
    return StorageErrors.isMendedByUser(cause)
        ? Optional.of(rejection(Reason.UNREADABLE, OneLine.of(cause)))
        : Optional.empty();
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
