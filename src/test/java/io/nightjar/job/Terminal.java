package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SharedSpark;
import java.util.Arrays;
import java.util.stream.Stream;

/** A user's command lines on the tests' Spark session, with what they expect of them. */
public final class Terminal {
  private final CommandRun last = new CommandRun();

  public Terminal() {
    SharedSpark.session(); // else the first command would start one, and stop it
  }

  /** Runs a command; gives its exit code. */
  int run(String name, String... overrides) {
    Command command =
        Nightjar.commands().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow();
    return last.execute(command, overrides[0], Arrays.copyOfRange(overrides, 1, overrides.length));
  }

  /** Runs a command that is to succeed; gives what it printed. */
  public String succeed(String name, String... overrides) {
    int code = run(name, overrides);
    assertThat(last.err()).isEmpty();
    assertThat(code).isZero();
    return last.out();
  }

  /** Runs a command that is to fail with one line; gives that line, without the program's name. */
  String fail(ExitCode expected, String name, String... overrides) {
    int code = run(name, overrides);
    assertThat(last.err().lines()).singleElement().asString().startsWith("nightjar: ");
    assertThat(code).as(last.err()).isEqualTo(expected.code());
    return last.err().strip().substring("nightjar: ".length());
  }

  /** Two lines of arguments as one; the later of two values for a key wins. */
  static String[] join(String[] first, String... second) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(String[]::new);
  }
}
