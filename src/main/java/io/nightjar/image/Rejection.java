package io.nightjar.image;

import io.nightjar.KebabCase;
import java.util.Objects;
import java.util.Optional;

/**
 * Why an image gives no vector. A value, not an exception: one bad image never ends a night.
 *
 * @param stage where it stopped
 * @param reason machine-readable
 * @param detail one line for people
 */
public record Rejection(Stage stage, Reason reason, String detail)
    implements ImageContent, DecodeResult {
  public Rejection {
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(detail, "detail");
  }

  @Override
  public long byteLength() {
    return 0;
  }

  @Override
  public Optional<ContentHash> hash() {
    return Optional.empty();
  }

  /** Where on its way an image was refused. */
  public enum Stage {
    LIST,
    READ,
    DECODE,
    VALIDATE,
    ENCODE;

    /** As written in the rejects' {@code stage} column. */
    public String key() {
      return KebabCase.of(this);
    }
  }

  /** Why it was refused. */
  public enum Reason {
    EMPTY,
    TRUNCATED,
    UNSUPPORTED_FORMAT,
    TOO_LARGE,
    ZERO_SIZE,
    CORRUPT,
    UNREADABLE,
    CHANGED_WHILE_READING,
    DECODER_CRASH,
    NOT_FINITE;

    /** As written in the rejects' {@code reason} column, for example {@code unsupported-format}. */
    public String key() {
      return KebabCase.of(this);
    }
  }
}
