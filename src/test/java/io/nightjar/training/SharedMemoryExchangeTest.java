package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SharedMemoryExchangeTest {
  private final NetworkState average = state(1);

  @Test
  void networksComeBackToWhomTheyBelong() {
    try (SharedMemoryExchange round = SharedMemoryExchange.open(average);
        SharedMemoryExchange other = SharedMemoryExchange.open(state(2))) {
      assertThat(round.average()).isSameAs(average);
      WorkerResult second = round.send(1, result(state(4)));
      WorkerResult first = round.send(0, result(state(3)));
      WorkerResult elsewhere = other.send(0, result(state(5)));
      assertThat(first.state().parameters()).isEmpty();
      assertThat(round.receive(0, first).state().parameters()).containsExactly(3);
      assertThat(round.receive(1, second).state().parameters()).containsExactly(4);
      assertThat(other.receive(0, elsewhere).state().parameters()).containsExactly(5);
      assertThat(round.receive(1, second).examples()).isEqualTo(7);
    }
  }

  @Test
  void nothingIsHeldAfterTheRound() {
    SharedMemoryExchange round = SharedMemoryExchange.open(average);
    round.close();
    assertThatThrownBy(round::average).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> round.send(0, result(average)))
        .isInstanceOf(IllegalStateException.class);
  }

  private static NetworkState state(float value) {
    return new NetworkState(new float[] {value}, new float[] {value}, 1);
  }

  private static WorkerResult result(NetworkState state) {
    return new WorkerResult(state, 7, 0, 0, 0, 0, 0);
  }
}
