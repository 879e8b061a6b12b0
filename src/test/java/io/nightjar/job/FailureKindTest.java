package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Expectations;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class FailureKindTest {
  private static final String HEAD =
      "| what is thrown | exit code | what the line names |\n|---|---|---|\n";

  /** Written anew with {@code -Dnightjar.expect=write}. */
  @Test
  void thePageShowsTheTable() throws Exception {
    String rows =
        Arrays.stream(FailureKind.values())
            .map(
                kind ->
                    "| %s | %d | %s |".formatted(kind.thrown(), kind.code().code(), kind.says()))
            .collect(Collectors.joining("\n"));

    Expectations.of(Path.of("docs/exit-codes.md")).holdsBetween("table", HEAD + rows);
  }

  @Test
  void everyExitCodeOfAFailureHasAKind() {
    assertThat(Arrays.stream(FailureKind.values()).map(FailureKind::code))
        .contains(
            ExitCode.BUG,
            ExitCode.INVALID_INPUT,
            ExitCode.CHECK_FAILED,
            ExitCode.OUTPUT_HELD,
            ExitCode.SURROUNDINGS_FAILED)
        .doesNotContain(ExitCode.DONE, ExitCode.INTERRUPTED, ExitCode.TERMINATED)
        .endsWith(ExitCode.BUG);
  }
}
