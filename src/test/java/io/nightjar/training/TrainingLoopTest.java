package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.CheckFailedException;
import io.nightjar.OutputHeldException;
import io.nightjar.model.Elbo;
import io.nightjar.model.KlWeight;
import io.nightjar.model.LearningRate;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop over rounds that are played. */
class TrainingLoopTest {
  private static final int[] BLOCKS = {8, 8};

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void withoutPatienceTheLastEpochsWeightsAreTaken() {
    Played rounds = new Played(options(0, 0), 3, 1, 2, 5);
    TrainingLoop.Ended ended = run(rounds);
    assertThat(ended.history()).hasSize(4);
    assertThat(ended.epoch()).isEqualTo(4);
    assertThat(rounds.state().parameters()).containsExactly(8);
  }

  @Test
  void stopsEarlyWithTheBestEpochsWeights() {
    Played rounds = new Played(options(2, 0), 3, 1, 2, 1.5);
    TrainingLoop.Ended ended = run(rounds);
    assertThat(ended.history()).hasSize(4); // epoch 2 and its patience of two more
    assertThat(ended.epoch()).isEqualTo(2);
    assertThat(rounds.state().parameters()).containsExactly(4); // after two rounds an epoch
  }

  @Test
  void goesOnWhileTheLossFalls() {
    TrainingLoop.Ended ended = run(new Played(options(1, 0), 4, 3, 2, 1));
    assertThat(ended.epoch()).isEqualTo(4);
  }

  @Test
  void aLostRunEndsUnlessABestEpochIsKept() {
    Played lost = lost(0, 1);
    assertThatThrownBy(() -> run(lost))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith("Training diverged in epoch 2 ");
    assertThat(lost.reports).hasSize(22); // two rounds of the first epoch and of ten worse ones

    assertThat(run(lost(20, 1)).epoch()).isEqualTo(1);

    Played unmeasured = lost(20, 0);
    assertThatThrownBy(() -> run(unmeasured)).isInstanceOf(CheckFailedException.class);
  }

  private static Played lost(int patience, int heldOut) {
    Played rounds =
        new Played(options(12, patience, 0), IntStream.range(3, 15).asDoubleStream().toArray());
    rounds.lossPerRound = 1;
    rounds.heldOut = heldOut;
    return rounds;
  }

  @Test
  void everyRoundIsReportedAndEachEpochsLastWithItsValidation() {
    Played rounds = new Played(options(0, 0), 3, 1, 2, 5);
    run(rounds);
    assertThat(rounds.reports)
        .extracting(RoundReport::round)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(rounds.reports)
        .extracting(RoundReport::epoch)
        .containsExactly(1, 1, 2, 2, 3, 3, 4, 4);
    assertThat(rounds.reports.get(0).validation()).isNull();
    assertThat(rounds.reports.get(3).validation().negativeElbo()).isEqualTo(1);
    assertThat(rounds.reports.get(3).reconstruction()).isEqualTo(0.75);
    assertThat(rounds.reports.get(3).kl()).isEqualTo(0.25);
  }

  @Test
  void theMovingAverageIsValidatedAndTaken() {
    Played rounds = new Played(options(0, 0.5), 3, 1, 2, 5);
    run(rounds);
    // The weights are 1, 2, …, 8 after each round. Early on the past weighs (1 + round) / (10 +
    // round).
    double average = 1;
    for (int round = 0; round < 8; round++) {
      double past = Math.min(0.5, (1.0 + round) / (10.0 + round));
      average = past * average + (1 - past) * (round + 1);
    }
    assertThat(rounds.state().parameters()[0]).isEqualTo((float) average);
    assertThat(rounds.lastValidated).isEqualTo((float) average);
  }

  @Test
  void aSlowAverageLosesNoSmallSteps() {
    MovingAverage average = MovingAverage.of(new float[] {1});
    double exact = 1;
    float[] next = {1.000001f};
    for (int round = 1_000_000; round < 1_010_000; round++) {
      average.add(next, 0.9999, round);
      exact = 0.9999 * exact + (1 - 0.9999) * next[0];
    }
    assertThat((double) average.value()[0] + average.rest()[0]).isEqualTo(exact, within(1e-11));
  }

  @Test
  void anOustedRunAddsNothingToTheHistory() throws IOException {
    AtomicLong clock = new AtomicLong();
    Checkpoints first = checkpoints("first", clock::get);
    first.accept(RunIdentity.NONE);
    Checkpoints second = checkpoints("second", clock::get);
    Path history = folder.resolve("history.jsonl");
    try (Journal journal =
        Journal.in(new org.apache.hadoop.fs.Path(history.toString()), new Configuration())) {
      TrainingRun run =
          new TrainingRun(
              "first",
              RunIdentity.NONE,
              first,
              journal,
              epoch -> {},
              line -> {},
              () -> {},
              new StopRequest());
      Played rounds = new Played(options(0, 0), 3, 1, 2, 5);

      assertThatThrownBy(
              () ->
                  run(
                      rounds,
                      run,
                      report -> {
                        clock.addAndGet(5_000_000_000L);
                        if (report.round() == 3) {
                          second.accept(RunIdentity.NONE);
                        }
                      }))
          .isInstanceOf(OutputHeldException.class);
    }
    assertThat(Files.readAllLines(history)).hasSize(3);
  }

  @Test
  void aRunThatIsAskedToStopSavesTheRoundUnderWayAndTheNextOneGoesOnFromThere() throws Exception {
    Played undisturbed = new Played(options(0, 0), 3, 1, 2, 5);
    run(undisturbed);
    for (int round = 1; round < 8; round++) {
      said.clear();
      StopRequest stop = new StopRequest();
      Checkpoints stopped = checkpoints("stopped", System::nanoTime);
      stopped.accept(RunIdentity.NONE);
      int last = round;
      Played rounds = new Played(options(0, 0), 3, 1, 2, 5);
      assertThatThrownBy(
              () ->
                  run(
                      rounds,
                      run(stopped, stop),
                      report -> {
                        if (report.round() == last) {
                          ask(stop);
                        }
                      }))
          .isInstanceOf(StopRequest.StoppedException.class);

      Checkpoints next = checkpoints("next", System::nanoTime);
      Checkpoint start = next.accept(RunIdentity.NONE).orElseThrow();
      assertThat(start.rounds()).isEqualTo(round);
      assertThat(said).anyMatch(line -> line.endsWith("goes on with " + start.place()));
      Played resumed = new Played(options(0, 0), rest(start, 3, 1, 2, 5));
      loop(resumed, run(next, new StopRequest()), report -> {}, start).run();
      assertThat(resumed.state().parameters()).isEqualTo(undisturbed.state().parameters());
      next.delete();
    }
  }

  /** The validation losses of the epochs that are not over. */
  private static double[] rest(Checkpoint start, double... losses) {
    return Arrays.copyOfRange(losses, start.epoch(), losses.length);
  }

  /** From the training's own thread, which nobody can wait for in. */
  private static void ask(StopRequest stop) {
    try {
      assertThat(stop.request(Duration.ZERO)).as("has ended").isFalse();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Timeout(30)
  void nobodyWaitsForATrainingThatHasNotBegunOrHasEnded() throws Exception {
    StopRequest stop = new StopRequest();
    assertThat(stop.request(Duration.ofHours(1))).isTrue();

    StopRequest late = new StopRequest();
    run(new Played(options(0, 0), 3, 1, 2, 5), run(Checkpoints.none(), late), report -> {});
    assertThat(late.request(Duration.ofHours(1))).isTrue();
  }

  private static TrainingRun run(Checkpoints checkpoints, StopRequest stop) {
    return new TrainingRun(
        "stopped",
        RunIdentity.NONE,
        checkpoints,
        Journal.unwritten(),
        epoch -> {},
        line -> {},
        () -> {},
        stop);
  }

  private Checkpoints checkpoints(String runId, LongSupplier nanoTime) throws IOException {
    return new CheckpointDirectory(
        new org.apache.hadoop.fs.Path(folder.resolve("checkpoints").toString()),
        new CheckpointOptions(0, 0, 1),
        Checkpoints.OtherRun.REFUSE,
        runId,
        said::add,
        nanoTime,
        new Configuration());
  }

  @Test
  void averagingFrequencyDoublesToItsLast() {
    AveragingFrequency frequency = new AveragingFrequency(1, 12, 2);
    assertThat(List.of(0, 1, 2, 3, 4, 6, 8, 500))
        .extracting(frequency::at)
        .containsExactly(1, 1, 2, 2, 4, 8, 12, 12);
  }

  private static TrainingLoop.Ended run(Played rounds) {
    return run(rounds, TrainingRun.unsaved("played", epoch -> {}), rounds.reports::add);
  }

  private static TrainingLoop.Ended run(
      Played rounds, TrainingRun run, Consumer<RoundReport> eachRound) {
    return loop(rounds, run, eachRound, Checkpoint.first(RunIdentity.NONE, rounds.state())).run();
  }

  private static TrainingLoop loop(
      Played rounds, TrainingRun run, Consumer<RoundReport> eachRound, Checkpoint start) {
    return new TrainingLoop(
        rounds.options,
        run,
        rounds,
        LearningRate.constant(1),
        new Divergence(run.checkpoints(), KlWeight.constant(1), 543),
        Progress.none(),
        eachRound,
        start);
  }

  private static TrainingOptions options(int patience, double emaDecay) {
    return options(4, patience, emaDecay);
  }

  private static TrainingOptions options(int epochs, int patience, double emaDecay) {
    return new TrainingOptions(
        epochs,
        1,
        8,
        AveragingFrequency.fixed(1),
        StepOptions.adam(1),
        1,
        0.5,
        1,
        patience,
        emaDecay);
  }

  /** One parameter that counts rounds, and losses as given. */
  private static final class Played implements Rounds {
    private final TrainingOptions options;
    private final double[] losses;
    private NetworkState state = new NetworkState(new float[] {0}, new float[0], 0);
    private final List<RoundReport> reports = new ArrayList<>();
    private double lossPerRound; // what each adds to the training loss
    private int heldOut = 1;
    private int validations;
    private float lastValidated;

    Played(TrainingOptions options, double... losses) {
      this.options = options;
      this.losses = losses;
    }

    @Override
    public EpochPlan plan(int epoch) {
      return new EpochPlan(options, epoch, BLOCKS);
    }

    @Override
    public RoundResult train(EpochPlan plan, int round) {
      float next = state.parameters()[0] + 1;
      state = new NetworkState(new float[] {next}, new float[0], state.iteration() + 1);
      return new RoundResult(
          List.of(new WorkerResult(state, 8, 8 + lossPerRound * next, 6, 2, 0, 0)),
          state,
          0,
          0,
          next,
          1);
    }

    @Override
    public NetworkState state() {
      return state;
    }

    @Override
    public List<RunningStatistics> statistics() {
      return List.of();
    }

    @Override
    public void load(NetworkState loaded) {
      state = loaded;
    }

    @Override
    public Elbo validate(NetworkState validated) {
      lastValidated = validated.parameters()[0];
      return new Elbo(heldOut, losses[validations++], 0, 0);
    }
  }
}
