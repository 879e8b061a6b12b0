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
    return execute(List.of(command), line.toArray(String[]::new));
  }

  /** A whole command line, of any of the commands; gives the exit code. */
  int execute(String... line) {
    return execute(Nightjar.commands(), line);
  }

  private int execute(List<Command> commands, String... line) {
    out = new StringWriter();
    err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), Progress.none());
    return new Nightjar(console, run -> {}).run(commands, line);
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
