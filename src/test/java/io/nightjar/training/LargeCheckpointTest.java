package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nightjar.training.Checkpoints.OtherRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A checkpoint of more bytes than an array holds: {@code -Dnightjar.long=true -Dtest.jvm=-Xmx4g}.
 */
@EnabledIfSystemProperty(named = "nightjar.long", matches = "true")
class LargeCheckpointTest {
  /** Of each of five tensors: 2.2 GB together. */
  private static final int NUMBERS = 110_000_000;

  private static final RunIdentity IDENTITY = RunIdentity.NONE.with("training.seed", "1");

  @TempDir private Path folder;

  @Test
  void isGivenBackAsItWasSaved() throws IOException {
    assumeThat(Runtime.getRuntime().maxMemory()).isGreaterThan(3L << 30);
    Checkpoints first = open("first");
    first.accept(IDENTITY);
    first.offer(1, LargeCheckpointTest::checkpoint);
    assertThat(Files.size(folder.resolve("round-000000000001/tensors.safetensors")))
        .isGreaterThan(Integer.MAX_VALUE);

    Checkpoint found = open("second").accept(IDENTITY).orElseThrow();

    for (float[] values :
        List.of(
            found.state().parameters(),
            found.state().updater(),
            found.average().value(),
            found.average().rest(),
            found.best().parameters())) {
      assertThat(values).hasSize(NUMBERS);
      for (int i = 0; i < NUMBERS; i++) {
        if (values[i] != value(i)) {
          assertThat(values[i]).as("number %d", i).isEqualTo(value(i));
        }
      }
    }
  }

  /** The same numbers five times, so that only reading takes as much memory as a real one. */
  private static Checkpoint checkpoint() {
    float[] values = new float[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      values[i] = value(i);
    }
    return new Checkpoint(
        IDENTITY,
        0,
        1,
        1,
        RoundTotals.NONE,
        List.of(),
        new NetworkState(values, values, 1),
        new MovingAverage(values, values),
        new BestEpoch(1, 0, values),
        new byte[0]);
  }

  private static float value(int i) {
    return 1f / (i + 1);
  }

  private Checkpoints open(String runId) throws IOException {
    return Checkpoints.in(
        new org.apache.hadoop.fs.Path(folder.toString()),
        new CheckpointOptions(1, 0, 1),
        OtherRun.REFUSE,
        runId,
        line -> {},
        new Configuration());
  }
}
