package io.nightjar.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command on the command line, with its layers of configuration. */
@CommandLine.Command(sortOptions = false)
final class Invocation implements Callable<Integer> {
  private final Command command;
  private final BiFunction<Command, Settings, ExitCode> execution;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read keys from a HOCON file; the later of several wins.")
  private final List<Path> files = new ArrayList<>();

  @Parameters(paramLabel = "KEY=VALUE", description = "Set a key; wins over every file.")
  private final List<String> overrides = new ArrayList<>();

  Invocation(Command command, BiFunction<Command, Settings, ExitCode> execution) {
    this.command = command;
    this.execution = execution;
  }

  @Override
  public Integer call() {
    return execution.apply(command, Settings.of(files, overrides)).code();
  }
}
