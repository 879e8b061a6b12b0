package io.nightjar.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.ChildProcess;
import io.nightjar.ChildProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where {@code jobs/nightjar} has logs and temporary files written, whatever the caller's
 * surroundings and other users have made of them. A stub in the place of Java notes what it is
 * started with; one test runs a command for real.
 */
@Timeout(300)
final class LauncherPlacesIT {
  private static final String SCRIPT = Launcher.nightjar(Path.of(".")).script().toString();

  /** Refuses one option as a JVM does, and answers the launcher's question for its version. */
  private static final String STUB =
      """
      #!/bin/sh
      case "$*" in
        *-XX:+Nope*) echo "Unrecognized VM option 'Nope'"
          echo 'Error: Could not create the Java Virtual Machine.'; exit 1 ;;
        *-version*) echo 'openjdk version "17.0.1"' >&2; exit 0 ;;
      esac
      printf '%s\\n' "$@" >"$ARGUMENTS"
      """;

  @TempDir private Path folder;
  private Path temporary;
  private Path own;
  private Path arguments;

  @BeforeEach
  void makeAStub() throws Exception {
    temporary = Files.createDirectory(folder.resolve("tmp with blanks"));
    own = temporary.resolve("nightjar-" + output("id", "-un"));
    arguments = folder.resolve("arguments");
    Path java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
    Files.writeString(java, STUB);
    allow(java, "rwxr-xr-x");
  }

  @Test
  void logsToAFolderOfTheCallersAloneWhateverTheSurroundings() throws Exception {
    for (String surroundings :
        List.of(
            "umask 000; unset USER HOME", "umask 077; export HOME=/proc/nope USER=somebody-else")) {
      Ended ended = run(surroundings);

      assertThat(ended.exitCode()).as(surroundings + ended.err()).isZero();
      assertThat(ended.err()).isEmpty();
      assertThat(permissions(own)).isEqualTo("rwx------");
      assertThat(option("-Dnightjar.log=")).startsWith(own + "/");
      assertThat(option("-Djava.io.tmpdir=")).isEqualTo(own.toString());
      delete(own);
    }
  }

  @Test
  void closesItsFolderAndDeletesLogsAfterAWeek() throws Exception {
    Files.createDirectory(own);
    allow(own, "rwxr-xr-x");
    Path old = aged("20240101T000000-1.log", 9);
    Path recent = aged("20240108T000000-1.log", 5);
    Path data = aged("data", 9);

    assertThat(run("").succeeded().err()).isEmpty();

    assertThat(permissions(own)).isEqualTo("rwx------");
    assertThat(old).doesNotExist();
    assertThat(recent).exists();
    assertThat(data).exists();
  }

  @Test
  void leavesAFolderThatIsNotTheCallersAloneAndSaysSo() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    allow(elsewhere, "rwx------");
    List<Taking> takings = new ArrayList<>();
    takings.add(() -> allow(Files.createDirectory(own), "rwxrwxrwx"));
    takings.add(() -> Files.createSymbolicLink(own, elsewhere));
    takings.add(() -> Files.createSymbolicLink(own, folder.resolve("missing")));
    takings.add(() -> Files.createFile(own));
    if (isRoot()) {
      takings.add(() -> Files.setAttribute(Files.createDirectory(own), "unix:uid", 12_345));
    }
    for (Taking taking : takings) {
      taking.take();

      Ended ended = run("").succeeded();

      assertThat(ended.err()).contains(own + " is not yours alone").hasLineCount(1);
      Path fresh = Path.of(option("-Djava.io.tmpdir="));
      assertThat(fresh).isNotEqualTo(own).hasParent(temporary);
      assertThat(permissions(fresh)).isEqualTo("rwx------");
      assertThat(option("-Dnightjar.log=")).startsWith(fresh + "/");
      assertThat(elsewhere).isEmptyDirectory();
      assertThat(folder.resolve("missing")).doesNotExist();
      if (Files.isDirectory(own)) {
        assertThat(own).isEmptyDirectory();
      }
      delete(own);
    }
  }

  @Test
  void trustsNoFolderWhereOthersCanReplaceIt() throws Exception {
    allow(temporary, "rwxrwxrwx");
    assertThat(run("").succeeded().err()).contains("is not yours alone").hasLineCount(1);

    Files.setAttribute(temporary, "unix:mode", 01777);
    assertThat(run("").succeeded().err()).isEmpty();
  }

  @Test
  void refusesPlacesThatCannotBeWrittenInOneLine() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    for (String place : List.of("TMPDIR=" + folder.resolve("nowhere"), "TMPDIR=" + file)) {
      assertRefused(run("export " + quoted(place)), place);
    }
    for (Path log : List.of(file.resolve("x.log"), folder, Path.of("/proc/nope/x.log"))) {
      assertRefused(run("export " + quoted("NIGHTJAR_LOG=" + log)), "NIGHTJAR_LOG=" + log);
    }
    Path named = folder.resolve("logs/named.log");
    run("export " + quoted("NIGHTJAR_LOG=" + named)).succeeded();
    assertThat(option("-Dnightjar.log=")).isEqualTo(named.toString());
  }

  @Test
  void refusesWhatJavaRefusesInOneLine() throws Exception {
    Ended ended = run("", "--spark", "spark.driver.extraJavaOptions=-Dx=y -XX:+Nope", "train");

    assertRefused(ended, "spark.driver.extraJavaOptions=-Dx=y -XX:+Nope: ");
    assertThat(ended.err()).contains("Unrecognized VM option 'Nope'");
  }

  /**
   * For a user id that has no name, in a temporary folder and a cache that allow no executing.
   * Needs root, who alone may become another user and mount a file system.
   */
  @Test
  void runsForAUserWithoutANameWhereTemporaryFilesCannotBeExecuted() throws Exception {
    assumeTrue(isRoot(), "may become another user");
    allow(folder, "rwxr-xr-x");
    String jar = Path.of(System.getProperty("nightjar.jar")).toAbsolutePath().toString();
    assumeTrue(
        exitCode("setpriv", "--reuid=12345", "--clear-groups", "test", "-r", jar) == 0,
        "others may read the jar");
    Path mount = Files.createDirectory(folder.resolve("noexec"));
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.setAttribute(home, "unix:uid", 12345);
    assumeTrue(
        exitCode("mount", "-t", "tmpfs", "-o", "noexec,mode=1777,size=200m", "x", mount.toString())
            == 0,
        "may mount a file system");
    try {
      Ended ended =
          start(
                  Map.of(
                      "TMPDIR", mount.toString(),
                      "XDG_CACHE_HOME", mount.toString(),
                      "JAVA_HOME", System.getProperty("java.home")),
                  "setpriv",
                  "--reuid=12345",
                  "--clear-groups",
                  "env",
                  "-u",
                  "USER",
                  "HOME=" + home,
                  SCRIPT,
                  "--master",
                  "local[1]",
                  "synthesize",
                  "synthesize.count=3",
                  "synthesize.size=8",
                  "output.path=" + home.resolve("photos"))
              .succeeded();

      assertThat(ended.err()).doesNotContain("nightjar:", "Exception");
      assertThat(home.resolve("photos")).isNotEmptyDirectory();
      assertThat(home.resolve(".cache/nightjar")).isNotEmptyDirectory();
      assertThat(mount.resolve("nightjar-12345")).isNotEmptyDirectory();
    } finally {
      exitCode("umount", mount.toString());
    }
  }

  private void assertRefused(Ended ended, String place) {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
    assertThat(ended.err()).contains(place).hasLineCount(1);
    assertThat(arguments).doesNotExist();
  }

  /** After some lines of shell, which change its surroundings. */
  private Ended run(String surroundings, String... command) throws Exception {
    List<String> shell =
        new ArrayList<>(List.of("bash", "-c", surroundings + "\nexec \"$0\" \"$@\"", SCRIPT));
    shell.addAll(command.length == 0 ? List.of("train") : List.of(command));
    return start(
        Map.of(
            "TMPDIR", temporary.toString(),
            "ARGUMENTS", arguments.toString(),
            "JAVA_HOME", folder.resolve("java").toString()),
        shell.toArray(String[]::new));
  }

  private Ended start(Map<String, String> environment, String... command) throws Exception {
    Files.deleteIfExists(arguments);
    ChildProcess process =
        ChildProcess.of(folder, command).with("NIGHTJAR_JAR", System.getProperty("nightjar.jar"));
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      process = process.with(variable.getKey(), variable.getValue());
    }
    return process.run();
  }

  private String option(String beginning) throws IOException {
    return Files.readAllLines(arguments).stream()
        .filter(argument -> argument.startsWith(beginning))
        .findFirst()
        .orElseThrow()
        .substring(beginning.length());
  }

  private Path aged(String name, int days) throws IOException {
    Path file = Files.createFile(own.resolve(name));
    Instant then = Instant.now().minus(Duration.ofDays(days));
    return Files.setLastModifiedTime(file, FileTime.from(then));
  }

  private static void delete(Path path) throws IOException {
    if (Files.isDirectory(path) && !Files.isSymbolicLink(path)) {
      try (Stream<Path> entries = Files.list(path)) {
        for (Path entry : entries.toList()) {
          delete(entry);
        }
      }
    }
    Files.delete(path);
  }

  /** What another user does to the folder. */
  private interface Taking {
    void take() throws IOException;
  }

  private static String quoted(String text) {
    return "'" + text + "'";
  }

  private static boolean isRoot() throws Exception {
    return output("id", "-u").equals("0");
  }

  private static String output(String... command) throws Exception {
    return ChildProcess.of(Path.of("."), command).run().succeeded().out().strip();
  }

  private static int exitCode(String... command) throws Exception {
    return ChildProcess.of(Path.of("."), command).run().exitCode();
  }

  private static void allow(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
