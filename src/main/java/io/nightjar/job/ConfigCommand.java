package io.nightjar.job;

import io.nightjar.InvalidInputException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightjar config COMMAND}: its effective configuration, with where each value is from. */
@CommandLine.Command(
    name = "config",
    sortOptions = false,
    description = "Prints a command's effective configuration, which --config takes again.")
final class ConfigCommand implements Callable<Integer> {
  private final List<Command> commands;

  @Mixin private final ConfigOptions config = new ConfigOptions();

  @Parameters(index = "0", paramLabel = "COMMAND", description = "Whose configuration.")
  private String name;

  @Spec private CommandSpec spec;

  private ConfigCommand(List<Command> commands) {
    this.commands = commands;
  }

  static CommandLine of(List<Command> commands) {
    ConfigCommand command = new ConfigCommand(commands);
    CommandLine line = new CommandLine(command);
    List<String> keys = commands.stream().flatMap(each -> each.keys().all().stream()).toList();
    command.config.addTo(line.getCommandSpec(), "1..*", keys);
    return line;
  }

  @Override
  public Integer call() {
    Command command =
        commands.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(this::unknown);
    Settings settings = config.settings();
    List<String> missing = Mistakes.missing(command, settings);
    spec.commandLine().getOut().print(new EffectiveConfig(command, settings, missing));
    spec.commandLine().getOut().flush();
    return ExitCode.DONE.code();
  }

  private InvalidInputException unknown() {
    List<String> names = commands.stream().map(Command::name).toList();
    return ParameterErrors.unknownCommand(name, names);
  }
}
