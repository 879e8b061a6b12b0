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
  void alignsNumbersToTheRight() {
    Table table =
        new Table().alignRight(1).row("file", "bytes").row("a", "1").row("b", "1,000,000");

    assertThat(table.toString().lines().map(String::stripTrailing))
        .containsExactly("file      bytes", "a             1", "b     1,000,000");
  }

  /** Neither a line break, nor markup, nor letters that terminals draw two columns wide. */
  @Test
  void keepsACellWhole() {
    Table table = new Table().row("a\nb", "@|red x|@").row("写真写真写真", "y").indent(1);

    assertThat(table.toString().lines().map(String::strip))
        .containsExactly("a\\nb    @|red x|@", "写真写真写真  y");
  }

  @Test
  void isEmptyWithoutRows() {
    assertThat(new Table()).hasToString("");
  }
}
