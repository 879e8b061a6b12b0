package io.nightjar.archive;

import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;

/**
 * Bytes of one image that are read at most: it is held whole, and none that decodes within the
 * default limits is larger.
 */
public final class ItemLimit {
  /** 256 MiB. */
  public static final int BYTES = 256 << 20;

  private ItemLimit() {}

  /** Why a larger one is not read. */
  public static Rejection exceeded(long byteLength) {
    return new Rejection(
        Stage.READ,
        Reason.TOO_LARGE,
        "the image has %d bytes, the limit is %d".formatted(byteLength, BYTES));
  }
}
