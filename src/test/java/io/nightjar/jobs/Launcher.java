package io.nightjar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.ChildProcess;
import io.nightjar.ChildProcess.Ended;
import io.nightjar.ChildProcess.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts one of the project's scripts as people do: as a process of its own, from any folder. It
 * finds what {@code mvn package} has built and builds nothing.
 */
public final class Launcher {
  private static final Path ROOT = Path.of(System.getProperty("nightjar.root", "."));

  /**
   * For JVMs that live for seconds, on half the processor time: no second compiler, whose work
   * would only pay later, and no threads that collect garbage.
   */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final Path JAVA_HOME = shortLivedJava();

  private final ChildProcess process;

  private Launcher(ChildProcess process) {
    this.process = process;
  }

  /**
   * {@code jobs/nightjar}.
   *
   * @param folder current folder of the process
   */
  public static Launcher nightjar(Path folder) {
    return script("jobs/nightjar", folder);
  }

  /** A script by its path in the project, for example {@code deploy/standalone/start}. */
  public static Launcher script(String path, Path folder) {
    String jar = System.getProperty("nightjar.jar", "target/nightjar.jar");
    return new Launcher(
        ChildProcess.of(folder, ROOT.resolve(path).toAbsolutePath().toString())
            .with("NIGHTJAR_JAR", Path.of(jar).toAbsolutePath().toString())
            .with("JAVA_HOME", JAVA_HOME.toString()));
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
    return started(List.of(path.toString()));
  }

  /**
   * The same after some lines of shell, which change its surroundings.
   *
   * @param lines for example {@code trap '' INT}
   */
  public Launcher after(String lines) {
    return started(List.of("bash", "-c", lines + "\nexec \"$0\" \"$@\"", script().toString()));
  }

  private Launcher started(List<String> command) {
    return new Launcher(
        new ChildProcess(command, process.folder(), process.environment(), process.patience()));
  }

  /** With one more environment variable. */
  public Launcher with(String variable, String value) {
    return new Launcher(process.with(variable, value));
  }

  /** With another limit to waiting, for what is more than a minute's work on a busy machine. */
  public Launcher within(Duration limit) {
    return new Launcher(process.within(limit));
  }

  /** The file that is started. */
  public Path script() {
    return Path.of(process.command().get(process.command().size() - 1));
  }

  /** Starts it and waits for its end. */
  public Ended run(String... arguments) throws IOException, InterruptedException {
    return called(arguments).run();
  }

  /** Starts it. */
  public Running start(String... arguments) throws IOException {
    return called(arguments).start();
  }

  private ChildProcess called(String... arguments) {
    List<String> command = new ArrayList<>(process.command());
    command.addAll(List.of(arguments));
    return started(command).process;
  }
}
