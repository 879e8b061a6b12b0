package io.nightjar.job;

import io.nightjar.runtime.NativeLibraries;
import io.nightjar.runtime.PrintableLog;
import io.nightjar.runtime.ProcessUser;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

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

  /** All that the program understands. */
  CommandLine commandLine(List<Command> commands) {
    CommandLine line = new CommandLine(this);
    commands.forEach(
        command -> line.addSubcommand(command.name(), Invocation.of(command, this::execute)));
    line.addSubcommand(ConfigCommand.of(commands));
    line.addSubcommand(new CompletionCommand());
    line.addSubcommand(
        new HelpCommand(arguments -> run(commands, arguments.toArray(String[]::new))));
    return line.setOut(console.out().unchanged()) // its help may have colours
        .setErr(console.err().unchanged())
        // A value is the user's own text: an @ in it is not a file of arguments.
        .setExpandAtFiles(false)
        .setUsageHelpWidth(KeysHelp.WIDTH)
        .setExecutionStrategy(Nightjar::executeKnown)
        .setParameterExceptionHandler((e, given) -> failed(ParameterErrors.explained(e)))
        .setExecutionExceptionHandler((e, subcommand, result) -> failed(e));
  }

  /** Help that is asked for a command that does not exist would be another one's. */
  private static int executeKnown(ParseResult parsed) {
    if (!parsed.unmatched().isEmpty()) {
      throw new UnmatchedArgumentException(parsed.commandSpec().commandLine(), parsed.unmatched());
    }
    return new CommandLine.RunLast().execute(parsed);
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
      Stream<String> libraries =
          build.running().entrySet().stream()
              .filter(entry -> !entry.getKey().equals("nightjar"))
              .map(entry -> entry.getKey() + " " + entry.getValue());
      String own = "nightjar %s (commit %s)".formatted(build.version(), build.commit());
      return Stream.concat(Stream.of(own), libraries).toArray(String[]::new);
    }
  }
}
