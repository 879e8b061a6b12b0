package io.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PrefetchedTest {
  @Test
  void givesAllInTheirOrder() {
    List<Integer> numbers = IntStream.range(0, 1000).boxed().toList();
    try (Prefetched<Integer> ahead = new Prefetched<>(numbers.iterator(), () -> {})) {
      List<Integer> got = new ArrayList<>();
      ahead.forEachRemaining(got::add);
      assertThat(got).isEqualTo(numbers);
      assertThatThrownBy(ahead::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void preparesTheThreadThatMakes() {
    List<Thread> threads = new ArrayList<>();
    Iterator<Thread> source = Stream.generate(Thread::currentThread).limit(1).iterator();
    try (Prefetched<Thread> ahead =
        new Prefetched<>(source, () -> threads.add(Thread.currentThread()))) {
      assertThat(ahead.next()).isSameAs(threads.get(0)).isNotSameAs(Thread.currentThread());
    }
  }

  @Test
  void staysAtMostTwoAhead() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    Iterator<Integer> endless = Stream.generate(made::incrementAndGet).iterator();
    try (Prefetched<Integer> ahead = new Prefetched<>(endless, () -> {})) {
      assertThat(ahead.next()).isEqualTo(1);
      while (made.get() < 3) {
        Thread.sleep(1);
      }
      Thread.sleep(50);
      assertThat(made).hasValue(3);
    }
  }

  @Test
  void errorComesInItsPlace() {
    Iterator<Integer> source = Stream.of(1, 2, 0).map(number -> 10 / number).iterator();
    try (Prefetched<Integer> ahead = new Prefetched<>(source, () -> {})) {
      assertThat(ahead.next()).isEqualTo(10);
      assertThat(ahead.next()).isEqualTo(5);
      assertThatThrownBy(ahead::next).isInstanceOf(ArithmeticException.class);
      assertThatThrownBy(ahead::hasNext).isInstanceOf(ArithmeticException.class);
    }
  }

  /** As Scala's code may throw it from any method. */
  @Test
  void checkedExceptionsComeToo() {
    Iterator<Integer> source =
        Stream.of(1).map(number -> PrefetchedTest.<RuntimeException>lost()).iterator();
    try (Prefetched<Integer> ahead = new Prefetched<>(source, () -> {})) {
      assertThatThrownBy(ahead::next)
          .isInstanceOf(IllegalStateException.class)
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> Integer lost() throws E {
    throw (E) new IOException("lost");
  }

  @Test
  void threadEndsWhenClosedEarly() throws InterruptedException {
    Iterator<Thread> endless = Stream.generate(Thread::currentThread).iterator();
    Thread thread;
    try (Prefetched<Thread> ahead = new Prefetched<>(endless, () -> {})) {
      thread = ahead.next();
    }
    thread.join();
    assertThat(thread.isAlive()).isFalse();
  }
}
