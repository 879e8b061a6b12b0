package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReadAheadTest {
  @Test
  void whatIsReadComesInOrderHoweverLongEachTakes() throws IOException {
    List<Integer> files = IntStream.range(0, 100).boxed().toList();
    var ahead =
        new ReadAhead<>(
            files.iterator(),
            file -> 1,
            file -> {
              pause(file % 3);
              return 10 * file;
            });

    List<Integer> read = new ArrayList<>();
    while (ahead.hasNext()) {
      read.add(ahead.next().get());
    }

    assertThat(read).isEqualTo(files.stream().map(file -> 10 * file).toList());
  }

  @Test
  void manyAreReadAtOnceAndNoMoreThanThat() throws InterruptedException {
    CountDownLatch all = new CountDownLatch(ReadAhead.MOST_FILES);
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    try (var ahead =
        new ReadAhead<>(
            IntStream.range(0, 100).boxed().iterator(),
            file -> 1,
            file -> {
              begun.incrementAndGet();
              all.countDown();
              await(go);
              return file;
            })) {
      assertThat(ahead.hasNext()).isTrue();
      assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(begun).hasValue(ReadAhead.MOST_FILES);
      go.countDown();
    }
  }

  @Test
  void noMoreBytesWaitThanMayUnlessOneFileHasThem() throws IOException {
    long limit = ReadAhead.MOST_BYTES;
    List<Long> sizes = List.of(limit / 2, limit / 2, 3L, 3 * limit, 5L, limit, 7L);
    AtomicLong waiting = new AtomicLong();
    AtomicLong most = new AtomicLong();
    var ahead =
        new ReadAhead<>(
            sizes.iterator(),
            size -> size,
            size -> {
              most.accumulateAndGet(waiting.addAndGet(size), Math::max);
              return size;
            });

    List<Long> read = new ArrayList<>();
    while (ahead.hasNext()) {
      long size = ahead.next().get();
      waiting.addAndGet(-size);
      read.add(size);
    }

    assertThat(read).isEqualTo(sizes);
    assertThat(most).hasValue(3 * limit);
  }

  @Test
  void whatFailsIsThrownInItsPlaceAndTheOthersAreRead() throws IOException {
    var ahead =
        new ReadAhead<>(
            List.of(1, 2, 3).iterator(),
            file -> 1,
            file -> {
              if (file == 2) {
                throw new IOException("bad sector");
              }
              return file;
            });

    assertThat(ahead.next().get()).isEqualTo(1);
    var bad = ahead.next();
    assertThatThrownBy(bad::get).isInstanceOf(IOException.class).hasMessage("bad sector");
    assertThat(ahead.next().get()).isEqualTo(3);
    assertThat(ahead.hasNext()).isFalse();
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
