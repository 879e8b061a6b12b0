package io.nightjar.job;

import io.nightjar.InvalidInputException;
import java.util.List;

/** Mistakes in a command line and its configuration, told at once. */
final class MistakesException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  private final List<String> lines;

  /**
   * @param lines one for each mistake, naming the key and the mend
   */
  MistakesException(List<String> lines) {
    super(String.join("\n", lines));
    this.lines = List.copyOf(lines);
  }

  List<String> lines() {
    return lines;
  }
}
