package io.nightjar.job;

import io.nightjar.runtime.NativeLibraries;
import io.nightjar.runtime.PrintableLog;
import io.nightjar.runtime.ProcessUser;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The program: {@code nightjar COMMAND [--config FILE]… [KEY=VALUE]…}. */
@CommandLine.Command(
    name = "nightjar",
    header = "Image autoencoders trained on Apache Spark; image archives embedded overnight.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Nightjar.Version.class)
public final class Nightjar implements Runnable {
  private final Console console;
  private final Consumer<Run> started;

  /**
   * @param started told of each run before it begins, so that signals can end it
   */
  Nightjar(Console console, Consumer<Run> started) {
    this.console = console;
    this.started = started;
  }

  public static void main(String[] arguments) {
    ProcessUser.requireName();
    PrintableLog.install();
    Nightjar nightjar = new Nightjar(Console.standard(), Signals::endRun);
    System.exit(nightjar.runPrepared(commands(), arguments));
  }

  /** Every command, in the order of the help. */
  static List<Command> commands() {
    return List.of(
        new Synthesize(),
        new Train(),
        new Embed(),
        new Evaluate(),
        new Generate(),
        new Similar(),
        new Export(),
        new Inspect(),
        new Maintain());
  }

  private int runPrepared(List<Command> commands, String... arguments) {
    try {
      NativeLibraries.prepare();
    } catch (RuntimeException e) {
      return failed(e);
    }
    return run(commands, arguments);
  }

  /** Runs one command line; gives the exit code. */
  int run(List<Command> commands, String... arguments) {
    try {
      return commandLine(commands).execute(arguments);
    } catch (Error e) { // picocli's handlers see exceptions only
      return failed(e);
    }
  }

  private CommandLine commandLine(List<Command> commands) {
    CommandLine line = new CommandLine(this);
    commands.forEach(command -> line.addSubcommand(command.name(), invocation(command)));
    return line.setOut(console.out().unchanged()) // its help may have colours
        .setErr(console.err().unchanged())
        // A value is the user's own text: an @ in it is not a file of arguments.
        .setExpandAtFiles(false)
        .setUsageHelpWidth(KeysHelp.WIDTH)
        .setParameterExceptionHandler((e, given) -> failed(ParameterErrors.explained(e)))
        .setExecutionExceptionHandler((e, subcommand, result) -> failed(e));
  }

  private CommandLine invocation(Command command) {
    CommandLine line = new CommandLine(new Invocation(command, this::execute));
    CommandSpec spec = line.getCommandSpec();
    spec.name(command.name()).usageMessage().description(command.summary());
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
    KeysHelp.addTo(spec.usageMessage(), command);
    return line;
  }

  private ExitCode execute(Command command, Settings settings) {
    Run run = new Run(command, settings, console, InstantSource.system());
    started.accept(run);
    return run.execute();
  }

  private int failed(Throwable thrown) {
    return console.fail(thrown).code().code();
  }

  /** No command given. */
  @Override
  public void run() {
    throw ParameterErrors.missingCommand();
  }

  /** What {@code --version} prints. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      BuildInfo build = BuildInfo.load();
      return build.running().entrySet().stream()
          .map(entry -> entry.getKey() + " " + entry.getValue())
          .toArray(String[]::new);
    }
  }
}
