package io.nightjar.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar help [COMMAND]}: what {@code nightjar [COMMAND] --help} shows. */
@CommandLine.Command(name = "help", description = "Shows the commands, or one command's keys.")
final class HelpCommand implements Callable<Integer> {
  private final ToIntFunction<List<String>> program;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command to explain.")
  private String command = "";

  @Option(names = KeysHelp.ALL, description = "Show the keys that it shares, too.")
  private boolean all;

  /**
   * @param program runs another command line
   */
  HelpCommand(ToIntFunction<List<String>> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    List<String> line = new ArrayList<>();
    if (!command.isEmpty()) {
      line.add(command);
    }
    line.add("--help");
    if (all && !command.isEmpty()) {
      line.add(KeysHelp.ALL);
    }
    return program.applyAsInt(line);
  }
}
