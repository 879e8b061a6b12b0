package io.nightjar.job;

import io.nightjar.runtime.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** Runs commands in this process as {@code nightjar} does, and keeps what the last one showed. */
final class CommandRun {
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  /** Gives the exit code. */
  int execute(Command command, String override, String... overrides) {
    List<String> line = new ArrayList<>(List.of(command.name(), override));
    line.addAll(List.of(overrides));
    out = new StringWriter();
    err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), Progress.none());
    return new Nightjar(console, run -> {}).run(List.of(command), line.toArray(new String[0]));
  }

  /** Standard output. */
  String out() {
    return out.toString();
  }

  /** Standard error. */
  String err() {
    return err.toString();
  }
}
