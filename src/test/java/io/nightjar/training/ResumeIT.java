package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.DataSchema;
import io.nightjar.InvalidInputException;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.GradientClipping;
import io.nightjar.model.Optimizer;
import io.nightjar.training.Checkpoints.OtherRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is stopped and started again ends with the bits of one that is not. */
@TestInstance(Lifecycle.PER_CLASS)
class ResumeIT {
  private static final TrainingOptions OPTIONS =
      new TrainingOptions(
          3,
          2,
          3,
          new AveragingFrequency(1, 2, 1),
          new StepOptions(
              Optimizer.ADAM,
              0.01,
              StepOptions.Scaling.NONE,
              0.5,
              StepOptions.Decay.COSINE,
              0.001,
              new GradientClipping(GradientClipping.Kind.LAYER_NORM, 1),
              0.01),
          3,
          0.2,
          1,
          3,
          0.9);
  private static final RunIdentity CONFIGURATION = new RunIdentity(Map.of("training.seed", "3"));

  private final Autoencoder model = TestTraining.variational();
  private final List<TrainingImage> images = TestTraining.images(model, 3);
  private final List<String> said = new ArrayList<>();
  private final List<Integer> epochs = new ArrayList<>();
  private TrainedModel undisturbed;
  @TempDir private Path folder;

  @BeforeAll
  void runUndisturbed(@TempDir Path shared) {
    folder = shared;
    undisturbed = run(Checkpoints.none());
    assertThat(epochs).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7})
  void theSameBitsAfterAStopBetweenRounds(int round) throws IOException {
    assertThatThrownBy(() -> run(new Stopping(directory(folder), round))).isInstanceOf(Stop.class);

    assertSame(run(directory(folder)));

    assertThat(said).anySatisfy(line -> assertThat(line).startsWith("Goes on from " + folder));
  }

  @Test
  void theSameBitsAfterManyStops() throws IOException {
    for (int round = 2; round < 9; round += 2) {
      int stopAt = round;
      assertThatThrownBy(() -> run(new Stopping(directory(folder), stopAt)))
          .isInstanceOf(Stop.class);
    }
    epochs.clear();

    assertSame(run(directory(folder)));

    assertThat(epochs).as("epochs told again").doesNotContain(1).endsWith(3);
  }

  @Test
  void theSameBitsFromARunThatHadEnded() throws IOException {
    assertSame(run(directory(folder)));
    assertSame(run(directory(folder)));
  }

  @Test
  void otherImagesAreRefused() throws IOException {
    assertThatThrownBy(() -> run(new Stopping(directory(folder), 2))).isInstanceOf(Stop.class);

    List<TrainingImage> fewer = images.subList(1, images.size());

    assertThatThrownBy(() -> run(fewer, directory(folder)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("content of the ")
        .hasMessageContaining(" images=");
  }

  /** A line a round, none twice and none missing, each as the schema has it. */
  private void assertHistory() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("history.jsonl"));
    assertThat(lines)
        .allSatisfy(line -> assertThat(DataSchema.of("history").violations(line)).isEmpty());
    List<JsonNode> rounds = new ArrayList<>();
    for (String line : lines) {
      rounds.add(new ObjectMapper().readTree(line));
    }
    assertThat(rounds)
        .extracting(round -> round.path("round").intValue())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, rounds.size()).boxed().toList());
    assertThat(rounds).filteredOn(round -> round.path("validation").isObject()).hasSize(3);
    assertThat(rounds.stream().mapToLong(round -> round.path("examples").longValue()).sum())
        .isEqualTo(undisturbed.examples());
    assertThat(rounds.stream().map(round -> round.path("learning_rate")).distinct())
        .as("the schedule")
        .hasSizeGreaterThan(3);
    double beta = model.objective().kl().beta();
    assertThat(rounds)
        .allSatisfy(
            round ->
                assertThat(
                        round.path("reconstruction").doubleValue()
                            + beta * round.path("kl").doubleValue())
                    .isCloseTo(round.path("loss").doubleValue(), withinPercentage(0.01)));
  }

  private void assertSame(TrainedModel resumed) throws IOException {
    assertHistory();
    assertThat(NetworkState.of(resumed.graph()))
        .usingRecursiveComparison()
        .isEqualTo(NetworkState.of(undisturbed.graph()));
    assertThat(resumed.figures()).isEqualTo(undisturbed.figures()).isNotNull();
    assertThat(resumed.epoch()).isEqualTo(undisturbed.epoch());
    assertThat(resumed.history())
        .usingRecursiveComparison()
        .ignoringFields("seconds", "computeSeconds", "busySeconds")
        .isEqualTo(undisturbed.history());
  }

  private TrainedModel run(Checkpoints checkpoints) {
    return run(images, checkpoints);
  }

  private TrainedModel run(List<TrainingImage> data, Checkpoints checkpoints) {
    Journal journal =
        Journal.in(
            new org.apache.hadoop.fs.Path(folder.resolve("history.jsonl").toString()),
            new Configuration());
    return TestTraining.run(
        model,
        OPTIONS,
        data,
        2,
        new TrainingRun(
            "resume " + System.nanoTime(),
            CONFIGURATION,
            checkpoints,
            journal,
            epoch -> epochs.add(epoch.epoch()),
            said::add,
            () -> {},
            new StopRequest()));
  }

  private Checkpoints directory(Path folder) throws IOException {
    return Checkpoints.in(
        new org.apache.hadoop.fs.Path(folder.resolve("checkpoints").toString()),
        new CheckpointOptions(1, 0, 2),
        OtherRun.REFUSE,
        "run " + System.nanoTime(),
        said::add,
        new Configuration());
  }

  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Throws between two rounds, after the checkpoint. */
  private static final class Stopping extends Checkpoints {
    private final Checkpoints kept;
    private final long stopAt;

    Stopping(Checkpoints kept, long stopAt) {
      this.kept = kept;
      this.stopAt = stopAt;
    }

    @Override
    void requireSame(RunIdentity configuration) {
      kept.requireSame(configuration);
    }

    @Override
    Optional<Checkpoint> accept(RunIdentity identity) {
      return kept.accept(identity);
    }

    @Override
    void offer(long rounds, Supplier<Checkpoint> state) {
      kept.offer(rounds, state);
      if (rounds == stopAt) {
        throw new Stop();
      }
    }

    @Override
    void keep(Checkpoint state) {
      kept.keep(state);
    }

    @Override
    Optional<String> lastGood() {
      return kept.lastGood();
    }

    @Override
    void requireHeld() throws IOException {
      kept.requireHeld();
    }

    @Override
    void requireHeldLately() {
      kept.requireHeldLately();
    }

    @Override
    public void publishing(String result) throws IOException {
      kept.publishing(result);
    }

    @Override
    public void delete() throws IOException {
      kept.delete();
    }
  }
}
