package io.nightjar.archive.container;

import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.io.IOException;

/** A container that is not what it should be; the message goes after the container's name. */
public final class ContainerException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  ContainerException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  ContainerException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  Rejection rejection() {
    return new Rejection(Stage.READ, reason, getMessage());
  }
}
