package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ChunkSizeTest {
  private static final ChunkSize SIZE = new ChunkSize(3, 100, ChunkSize.Cut.WHEN_FULL);

  @Test
  void keepsWithinImagesAndBytes() {
    List<Integer> sizes = List.of(10, 10, 10, 10, 60, 40, 1);

    assertThat(SIZE.pack(sizes, one -> 1, length -> length, String::valueOf))
        .containsExactly(List.of(10, 10, 10), List.of(10, 60), List.of(40, 1));
  }

  @Test
  void anImageBeyondTheSizeStandsAlone() {
    assertThat(SIZE.pack(List.of(1, 500, 1), one -> 1, length -> length, String::valueOf))
        .containsExactly(List.of(1), List.of(500), List.of(1));
  }

  @Test
  void nothingMakesNoPartition() {
    assertThat(SIZE.pack(List.<Integer>of(), one -> 1, length -> length, String::valueOf))
        .isEmpty();
  }

  @Test
  void spreadsFewImagesOverEveryCoreTwice() {
    List<Integer> sizes = Collections.nCopies(100, 10);
    var size = ChunkSize.DEFAULT.spread(100, 1_000, 2);

    assertThat(size.pack(sizes, one -> 1, length -> length, String::valueOf)).hasSize(4);
  }

  @Test
  void cutAtNamesAFileMoreChangesItsOwnChunkOnly() {
    ChunkSize steady = new ChunkSize(100, 1_000_000, ChunkSize.Cut.AT_NAMES);
    List<String> names = IntStream.range(0, 2_000).mapToObj(i -> "file%05d".formatted(i)).toList();
    List<String> more = new ArrayList<>(names);
    more.add(3, "file00002.5");

    List<List<String>> before = steady.pack(names, one -> 1, one -> 1, name -> name);
    List<List<String>> after = steady.pack(more, one -> 1, one -> 1, name -> name);

    assertThat(before).hasSizeBetween(30, 60);
    after = new ArrayList<>(after);
    after.removeAll(before);
    assertThat(after).hasSizeBetween(1, 4);
    assertThat(steady.spread(300, 1, 2)).isEqualTo(steady.spread(310, 1, 2));
  }

  @Test
  void countsImagesOfOneSize() {
    assertThat(SIZE.images(10)).isEqualTo(3);
    assertThat(SIZE.images(50)).isEqualTo(2);
    assertThat(SIZE.images(1_000)).isEqualTo(1);
  }
}
