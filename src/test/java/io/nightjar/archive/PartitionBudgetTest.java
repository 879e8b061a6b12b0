package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartitionBudgetTest {
  private static final PartitionBudget BUDGET = new PartitionBudget(3, 100);

  @Test
  void keepsWithinImagesAndBytes() {
    List<Integer> sizes = List.of(10, 10, 10, 10, 60, 40, 1);

    assertThat(BUDGET.pack(sizes, size -> size))
        .containsExactly(List.of(10, 10, 10), List.of(10, 60), List.of(40, 1));
  }

  @Test
  void anImageBeyondTheBudgetStandsAlone() {
    assertThat(BUDGET.pack(List.of(1, 500, 1), size -> size))
        .containsExactly(List.of(1), List.of(500), List.of(1));
  }

  @Test
  void nothingMakesNoPartition() {
    assertThat(BUDGET.pack(List.<Integer>of(), size -> size)).isEmpty();
  }

  @Test
  void spreadsFewImagesOverEveryCoreTwice() {
    List<Integer> sizes = Collections.nCopies(100, 10);
    var budget = new PartitionBudget(1_000, 64 << 20).spread(100, 1_000, 2);

    assertThat(budget.pack(sizes, size -> size)).hasSize(4);
  }

  @Test
  void countsImagesOfOneSize() {
    assertThat(BUDGET.images(10)).isEqualTo(3);
    assertThat(BUDGET.images(50)).isEqualTo(2);
    assertThat(BUDGET.images(1_000)).isEqualTo(1);
  }
}
