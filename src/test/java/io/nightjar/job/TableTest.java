package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void alignsColumnsToTheirWidestCell() {
    Table table = new Table().row("key", "value").row("fingerprint", "a").row("x", "long value");

    assertThat(table.toString().lines().map(String::stripTrailing))
        .containsExactly("key          value", "fingerprint  a", "x            long value");
  }

  @Test
  void isEmptyWithoutRows() {
    assertThat(new Table()).hasToString("");
  }
}
