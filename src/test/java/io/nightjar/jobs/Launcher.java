package io.nightjar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Starts one of the project's scripts as people do: as a process of its own, from any folder. It
 * finds what {@code mvn package} has built and builds nothing.
 */
public final class Launcher {
  /** Tells a process that hangs from a machine that is busy with other work. */
  private static final long TIMEOUT_SECONDS = 500;

  private static final Path ROOT = Path.of(System.getProperty("nightjar.root", "."));

  /**
   * For JVMs that live for seconds, on half the processor time: no second compiler, whose work
   * would only pay later, and no threads that collect garbage.
   */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final Path JAVA_HOME = shortLivedJava();

  private final Path script;
  private final Path folder;
  private final Map<String, String> environment;

  private Launcher(Path script, Path folder, Map<String, String> environment) {
    this.script = script;
    this.folder = folder;
    this.environment = environment;
  }

  /**
   * {@code jobs/nightjar}.
   *
   * @param folder current folder of the process, which its console goes to as well
   */
  public static Launcher nightjar(Path folder) {
    return script("jobs/nightjar", folder);
  }

  /** A script by its path in the project, for example {@code deploy/standalone/start}. */
  public static Launcher script(String path, Path folder) {
    String jar = System.getProperty("nightjar.jar", "target/nightjar.jar");
    return new Launcher(
        ROOT.resolve(path).toAbsolutePath(),
        folder,
        Map.of(
            "NIGHTJAR_JAR",
            Path.of(jar).toAbsolutePath().toString(),
            "JAVA_HOME",
            JAVA_HOME.toString()));
  }

  /** A JAVA_HOME whose java adds the options; a variable for them would show on standard error. */
  private static Path shortLivedJava() {
    try {
      Path home = Files.createTempDirectory("nightjar-java");
      Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
      Files.writeString(
          java,
          "#!/bin/sh\nexec '%s/bin/java' %s \"$@\"\n"
              .formatted(System.getProperty("java.home"), SHORT_LIVED));
      assertThat(java.toFile().setExecutable(true)).isTrue();
      List.of(home, java.getParent(), java).forEach(path -> path.toFile().deleteOnExit());
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same by another path, such as a symbolic link. */
  public Launcher as(Path path) {
    return new Launcher(path, folder, environment);
  }

  /** With one more environment variable. */
  public Launcher with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Launcher(script, folder, more);
  }

  public Path script() {
    return script;
  }

  /** Starts it and waits for its end. */
  public Ended run(String... arguments) throws IOException, InterruptedException {
    try (Running running = start(arguments)) {
      return running.end();
    }
  }

  /** Starts it. */
  public Running start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "console", ".out");
    Path err = Files.createTempFile(folder, "console", ".err");
    ProcessBuilder process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    process.environment().remove("SPARK_HOME");
    process.environment().putAll(environment);
    return new Running(process.start(), out, err);
  }

  /** A process under way; closing kills it if it still is. */
  public record Running(Process process, Path out, Path err) implements AutoCloseable {

    /** Waits until something has come true, without which the process must not end. */
    public void await(BooleanSupplier condition) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
      while (!condition.getAsBoolean()) {
        assertThat(process.isAlive()).as("still runs: %s", Files.readString(err)).isTrue();
        assertThat(System.nanoTime())
            .as("time left: %s", Files.readString(err))
            .isLessThan(deadline);
        Thread.sleep(10);
      }
    }

    /** What Ctrl-C does to it. */
    public void interrupt() throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    /** Waits for the end. */
    public Ended end() throws IOException, InterruptedException {
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertThat(ended).as("ended in time: %s", Files.readString(err)).isTrue();
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /** How a process ended and what it said on standard output and standard error. */
  public record Ended(int exitCode, String out, String err) {

    /** Fails unless it ended well. */
    public Ended succeeded() {
      assertThat(exitCode).as(err).isZero();
      return this;
    }
  }
}
