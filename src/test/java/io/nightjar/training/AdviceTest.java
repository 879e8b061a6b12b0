package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.training.Advice.Place;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdviceTest {
  @Test
  void nothingIsSaidWhereAllFits() {
    assertThat(Advice.before(new Place(2, 2, 2), 2, 1)).isEmpty();
    assertThat(Advice.before(new Place(8, 1, 4), 8, 4)).isEmpty();
  }

  @Test
  void moreWorkersThanSlotsRunInWaves() {
    assertThat(Advice.before(new Place(2, 2, 2), 5, 1))
        .singleElement()
        .asString()
        .contains("5 workers on 2 task slots", "in 3 waves", "training.workers");
  }

  @Test
  void moreThreadsThanCores() {
    assertThat(Advice.before(new Place(2, 2, 2), 2, 2))
        .singleElement()
        .asString()
        .contains("2 native threads for each of 2 tasks", "2 cores", "threads-per-worker");
  }

  @Test
  void fewStepsAndBatchesThatAreNeverFull() {
    assertThat(Advice.of(options(10, 2), new int[] {30, 30}))
        .hasSize(1)
        .first()
        .asString()
        .contains("150 steps in all", "training.epochs", "training.batch-size");
    assertThat(Advice.of(options(40, 1), new int[] {30, 30})).isEmpty();
    assertThat(Advice.of(options(400, 31), new int[] {30, 30}))
        .singleElement()
        .asString()
        .contains("training.batch-size=31", "30 images of a worker");
  }

  private static TrainingOptions options(int epochs, int batchSize) {
    return new TrainingOptions(epochs, 2, batchSize, 1, 1e-3, 1, 0, 1);
  }

  @Test
  void shortRoundsAreSaidOnce() {
    assertThat(after(0.010, 0.004))
        .singleElement()
        .asString()
        .contains("takes 10 ms", "60%", "training.averaging-frequency");
  }

  @Test
  void longRoundsAreFine() {
    assertThat(after(1.0, 0.9)).isEmpty();
  }

  private static List<String> after(double seconds, double busySeconds) {
    Advice advice = new Advice();
    List<String> said = new ArrayList<>();
    for (int round = 0; round < 100; round++) {
      advice.after(new RoundTotals(1, 1, seconds, busySeconds, busySeconds)).ifPresent(said::add);
    }
    return said;
  }
}
