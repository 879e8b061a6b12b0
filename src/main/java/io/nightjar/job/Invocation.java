package io.nightjar.job;

import io.nightjar.InvalidInputException;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command on the command line, with its layers of configuration. */
@CommandLine.Command(sortOptions = false)
final class Invocation implements Callable<Integer> {
  private final Command command;
  private final BiFunction<Command, Settings, ExitCode> execution;

  @Mixin private final ConfigOptions config = new ConfigOptions();

  @Option(names = KeysHelp.ALL, description = "With --help, show the keys that it shares, too.")
  private boolean all;

  private Invocation(Command command, BiFunction<Command, Settings, ExitCode> execution) {
    this.command = command;
    this.execution = execution;
  }

  /** The command line of a command, which hands what it reads to the execution. */
  static CommandLine of(Command command, BiFunction<Command, Settings, ExitCode> execution) {
    Invocation invocation = new Invocation(command, execution);
    CommandLine line = new CommandLine(invocation);
    line.getCommandSpec().name(command.name()).usageMessage().description(command.summary());
    invocation.config.addTo(line.getCommandSpec(), "0..*", command.keys().all());
    KeysHelp.addTo(line.getCommandSpec().usageMessage(), command);
    return line;
  }

  @Override
  public Integer call() {
    if (all) {
      throw new InvalidInputException(
          "--all: goes with --help: nightjar %s --help --all".formatted(command.name()));
    }
    return execution.apply(command, config.settings()).code();
  }
}
