package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;

/** Carries a refusal out of a header parser; {@link ImageDecoder} turns it into a value. */
final class UndecodableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  UndecodableException(Reason reason, String detail) {
    super(detail, null, false, false); // no stack trace: it is no bug and may come by the thousand
    this.reason = reason;
  }

  Rejection rejection() {
    return new Rejection(Stage.DECODE, reason, getMessage());
  }
}
