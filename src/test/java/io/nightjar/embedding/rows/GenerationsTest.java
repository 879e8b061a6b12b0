package io.nightjar.embedding.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class GenerationsTest {
  private static final String KEY = "export.fingerprint";

  @Test
  void theLatestNightsIsMeantUnlessAnotherIsNamed() {
    Generations generations = generations(Optional.of("ab12"), "aa11", "ab12", "cd34");

    assertThat(generations.choose(KEY, "")).isEqualTo("ab12");
    assertThat(generations.choose(KEY, "c")).isEqualTo("cd34");
    assertThat(generations.choose(KEY, "aa11")).isEqualTo("aa11");
    assertThat(generations.rows("aa11")).isEqualTo(1000);
  }

  @Test
  void theLatestNightsMayHaveNoRows() {
    Generations generations = generations(Optional.of("ab12"), "cd34");

    assertThat(generations.choose(KEY, "")).isEqualTo("ab12");
    assertThat(generations.rows("ab12")).isZero();
  }

  @Test
  void theOnlyOneIsMeantWhereNoNightTells() {
    assertThat(generations(Optional.empty(), "ab12").choose(KEY, "")).isEqualTo("ab12");
  }

  @Test
  void whatIsNoneOrSeveralIsRefusedWithThoseThatAreThere() {
    Generations generations = generations(Optional.empty(), "aa11", "ab12");
    String there = "of x, which holds aa11 (1,000 rows), ab12 (1,000 rows))";

    assertRefused(
        generations, "f", KEY + ": f (expected the beginning of one fingerprint " + there);
    assertRefused(
        generations, "a", KEY + ": a (expected the beginning of one fingerprint " + there);
    assertRefused(
        generations, "", KEY + ": missing (expected the beginning of one fingerprint " + there);
    assertRefused(
        generations(Optional.empty()), "", "x holds no rows yet: run nightjar embed first");
  }

  private static void assertRefused(Generations generations, String beginning, String message) {
    assertThatThrownBy(() -> generations.choose(KEY, beginning))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  private static Generations generations(Optional<String> latest, String... fingerprints) {
    Map<String, Long> rows = new TreeMap<>();
    for (String fingerprint : fingerprints) {
      rows.put(fingerprint, 1000L);
    }
    return new Generations("x", new TreeMap<>(rows), latest);
  }
}
