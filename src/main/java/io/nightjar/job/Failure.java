package io.nightjar.job;

import java.util.Arrays;

/**
 * What anything thrown comes to: an exit code, and one line for the console that names the thing
 * and the mend.
 */
record Failure(ExitCode code, String line) {

  /** Looks through the causes for the one that says most. */
  static Failure of(Throwable thrown) {
    return of(thrown, Given.toSpark());
  }

  /** The same, in a run that was given more than Spark's properties. */
  static Failure of(Throwable thrown, Given given) {
    Thrown what = Thrown.of(thrown, given);
    return Arrays.stream(FailureKind.values())
        .flatMap(kind -> kind.line(what).map(line -> new Failure(kind.code(), line)).stream())
        .findFirst()
        .orElseThrow(); // the last kind knows everything
  }
}
