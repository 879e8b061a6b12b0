package io.nightjar.job;

/** How a command ended, as its caller sees it. */
public enum ExitCode {
  DONE(0),
  BUG(1),
  /** The user can mend it: configuration, input, a missing path. */
  INVALID_INPUT(2),
  /** A check failed and nothing was published. */
  CHECK_FAILED(3),
  /** Another run holds the table, or has taken over the training. */
  OUTPUT_HELD(4),
  /** Disk full, storage or cluster lost: safe to run again. */
  SURROUNDINGS_FAILED(5),
  /** By SIGINT, that is Ctrl-C. */
  INTERRUPTED(130),
  /** By SIGTERM. */
  TERMINATED(143);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The process's exit status. */
  public int code() {
    return code;
  }
}
