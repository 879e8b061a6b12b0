package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Starts a process for a test. It takes signals as if a terminal had started it, whatever the
 * parent of the tests ignores, and none of the caller's variables changes what it does or says.
 * Whoever waits for it gives up after a minute, with what it has said until then.
 *
 * @param folder its current folder
 * @param environment variables that it has beside or in place of the caller's
 * @param patience for how long it is waited for
 */
public record ChildProcess(
    List<String> command, Path folder, Map<String, String> environment, Duration patience) {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  /** Variables of the caller's that would have Spark, Java or the launcher do something else. */
  private static final Pattern WITHHELD =
      Pattern.compile(
          "(SPARK|NIGHTJAR|HADOOP|YARN)_.*|LOCAL_DIRS|_?JAVA_(TOOL_)?OPTIONS|JDK_JAVA_.*");

  /** How long a killed process may take to be gone. */
  private static final int SECONDS_TO_DIE = 10;

  /** What a shell shows of one that SIGINT has ended. */
  private static final int INTERRUPTED = 130;

  public ChildProcess {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** A command in a folder. */
  public static ChildProcess of(Path folder, String... command) {
    return new ChildProcess(List.of(command), folder, Map.of(), A_MINUTE);
  }

  /** A JVM like this one. */
  public static ChildProcess java(Path folder, String... arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return of(folder, Stream.concat(Stream.of(java), Stream.of(arguments)).toArray(String[]::new));
  }

  /** With one more environment variable. */
  public ChildProcess with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new ChildProcess(command, folder, more, patience);
  }

  /** With another limit to waiting, for what is more than a minute's work on a busy machine. */
  public ChildProcess within(Duration limit) {
    return new ChildProcess(command, folder, environment, limit);
  }

  /** Starts it and waits for its end. */
  public Ended run() throws IOException, InterruptedException {
    try (Running running = start()) {
      return running.end();
    }
  }

  /** Starts it. */
  public Running start() throws IOException {
    Path out = Files.createTempFile("nightjar-test", ".out");
    Path err = Files.createTempFile("nightjar-test", ".err");
    List<String> started = Stream.concat(Restored.COMMAND.stream(), command.stream()).toList();
    return new Running(builder(started, out, err).start(), out, err, patience);
  }

  private ProcessBuilder builder(List<String> started, Path out, Path err) {
    ProcessBuilder builder =
        new ProcessBuilder(started)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> WITHHELD.matcher(name).matches());
    builder.environment().putAll(environment);
    return builder;
  }

  /**
   * What gives a process the signals back that its parent ignores. nohup, cron and shells, for what
   * they start with an ampersand, have children ignore some, and neither Java nor a shell can undo
   * that for what it starts.
   */
  private static final class Restored {
    /** GNU's env, where it is there and new enough. */
    static final List<String> COMMAND =
        Stream.of(List.of("env", "--default-signal=HUP,INT,QUIT,TERM"))
            .filter(env -> exitCode(env, "true") == 0)
            .findFirst()
            .orElse(List.of());

    static final boolean INTERRUPTIBLE =
        exitCode(COMMAND, "sh", "-c", "kill -INT $$; exit 0") == INTERRUPTED;

    private Restored() {}

    private static int exitCode(List<String> beginning, String... command) {
      try {
        return new ProcessBuilder(Stream.concat(beginning.stream(), Stream.of(command)).toList())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
      } catch (IOException e) {
        return -1; // no such program
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * A process under way; closing kills it if it still is, with those that it has started.
   *
   * @param out what it writes to standard output, until it is closed
   * @param err likewise to standard error
   */
  public record Running(Process process, Path out, Path err, Duration patience)
      implements AutoCloseable {

    /** Waits until something has come true, without which the process must not end. */
    public void await(BooleanSupplier condition) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + patience.toNanos();
      while (!condition.getAsBoolean()) {
        assertThat(process.isAlive()).as("still runs%s", said()).isTrue();
        assertThat(System.nanoTime())
            .as("comes to it in %s%s", patience, said())
            .isLessThan(deadline);
        Thread.sleep(10);
      }
    }

    /** What Ctrl-C does to it. The test is skipped where no process can be interrupted. */
    public void interrupt() throws IOException, InterruptedException {
      assumeTrue(
          Restored.INTERRUPTIBLE,
          "SIGINT reaches processes: the parent of the tests ignores it, and there is no"
              + " env --default-signal (coreutils 8.31) to undo that");
      signal("INT");
    }

    /**
     * Sends a signal.
     *
     * @param name without SIG
     */
    public void signal(String name) throws IOException, InterruptedException {
      String pid = Long.toString(process.pid());
      ChildProcess.of(Path.of("."), "kill", "-" + name, pid).run().succeeded();
    }

    /** Waits for the end. */
    public Ended end() throws IOException, InterruptedException {
      boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(ended).as("ends in %s%s", patience, said()).isTrue();
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private String said() throws IOException {
      return "; its output:%n%s%nits errors:%n%s%n"
          .formatted(Files.readString(out), Files.readString(err));
    }

    @Override
    public void close() throws IOException {
      if (process.isAlive()) {
        // Asked first: those of a dead process are another's children.
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
      }
      try {
        assertThat(process.waitFor(SECONDS_TO_DIE, TimeUnit.SECONDS)).as("is killed").isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** How a process ended and what it said on standard output and standard error. */
  public record Ended(int exitCode, String out, String err) {

    /** Fails unless it ended well. */
    public Ended succeeded() {
      assertThat(exitCode).as("%s%n%s", out, err).isZero();
      return this;
    }
  }
}
