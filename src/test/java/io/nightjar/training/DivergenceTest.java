package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.image.RasterImage;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.KlWeight;
import io.nightjar.model.Optimization;
import io.nightjar.model.TestModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DivergenceTest {
  private static final Divergence DIVERGENCE = divergence(KlWeight.constant(1));

  @Test
  void namesTheEpochWhoseNetworkItIsAndNotTheOneThatWasPlanned() {
    Autoencoder model = TestModels.all().findFirst().orElseThrow();
    ComputationGraph graph = model.graph(Optimization.adam(0.1, 1));
    graph.params().assign(Float.NaN);
    List<RasterImage> images =
        List.of(new RasterImage(new byte[model.image().size()], model.image()));
    TrainingLoop.Ended ended =
        new TrainingLoop.Ended(Collections.nCopies(4, new EpochSummary(1, 1, 1, null, 1, 1, 1)), 2);

    assertThatThrownBy(() -> DIVERGENCE.requireFiniteEnd(model, graph, images, ended))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith("Training diverged in epoch 2, at its end: ");
  }

  @Test
  void aRunThatIsWorseThanAtFirstForTenEpochsIsLost() {
    assertThatThrownBy(() -> DIVERGENCE.requireNotLost(history(740, 726, 724, times(10, 757))))
        .isInstanceOf(CheckFailedException.class)
        .hasMessage(
            "Training diverged in epoch 4 (training loss since at best 757.00, but 740.00 in epoch"
                + " 1): nothing was written; lower training.learning-rate,"
                + " training.averaging-frequency or training.gradient-clipping-threshold (with"
                + " training.gradient-clipping)");
  }

  @Test
  void aRunThatWasThrownFarOffInItsFirstEpochIsLost() {
    assertThatThrownBy(() -> DIVERGENCE.requireNotLost(history(1e9, 9e8, times(9, 7e7), 1087)))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith(
            "Training diverged in epoch 3 (training loss 1087.00; an output of zeros costs"
                + " 543.00): nothing was written;");
    assertNotLost(DIVERGENCE, history(1e9, 9e8, times(9, 7e7), 1086));
    assertNotLost(DIVERGENCE, history(times(10, 7e7)));
  }

  @Test
  void aShortRunThatWasThrownFarOffIsLostAtItsEnd() {
    assertThatThrownBy(() -> DIVERGENCE.requireBetterThanZeros(ended(2, 2000, 1087)))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith(
            "Training diverged in epoch 2 (training loss 1087.00; an output of zeros costs"
                + " 543.00): nothing was written;");
    assertThatCode(() -> DIVERGENCE.requireBetterThanZeros(ended(2, 2000, 1086)))
        .doesNotThrowAnyException();
    assertThatCode(() -> DIVERGENCE.requireBetterThanZeros(ended(1, 1086, 2000)))
        .as("the best epoch's network")
        .doesNotThrowAnyException();
  }

  private static TrainingLoop.Ended ended(int epoch, Object... losses) {
    return new TrainingLoop.Ended(history(losses), epoch);
  }

  @Test
  void aRunThatNeverFallsIsLost() {
    assertLost(DIVERGENCE, history(-10, times(10, -9.8)));
    assertNotLost(DIVERGENCE, history(-10, times(10, -9.95)));
  }

  @Test
  void aRunThatComesBackIsNotLost() {
    assertNotLost(DIVERGENCE, history(740, 726, 724, times(9, 757), 730));
    assertNotLost(DIVERGENCE, history(740, 724, 757, 730, times(9, 757)));
  }

  @Test
  void aRunThatNoLongerLearnsIsNotLost() {
    assertNotLost(DIVERGENCE, history(90, times(10, 90.8)));
  }

  @Test
  void whatARunHasGainedCountsWhereItsFirstLossIsSmall() {
    assertLost(DIVERGENCE, history(1, -100, times(10, 12)));
    assertNotLost(DIVERGENCE, history(1, -100, times(10, 11)));
  }

  @Test
  void lossesOfBeforeTheWholeBetaDoNotCount() {
    List<EpochSummary> losses = history(100, 90, 110, times(10, 114));
    assertLost(DIVERGENCE, losses);
    assertNotLost(divergence(new KlWeight(1, KlWeight.Warmup.LINEAR, 2.9)), losses);
    assertNotLost(divergence(new KlWeight(1, KlWeight.Warmup.CYCLICAL, 2)), losses);
    assertLost(divergence(new KlWeight(1, KlWeight.Warmup.LINEAR, 1.9)), losses);
  }

  @Test
  void saysHowToStartAnewButNotThatACheckpointIsGood(@TempDir Path folder) throws IOException {
    Checkpoints checkpoints =
        new CheckpointDirectory(
            new org.apache.hadoop.fs.Path(folder.toString()),
            new CheckpointOptions(1, 0, 1),
            Checkpoints.OtherRun.REFUSE,
            "run",
            line -> {},
            System::nanoTime,
            new Configuration());
    checkpoints.accept(RunIdentity.NONE);
    NetworkState state = new NetworkState(new float[1], new float[1], 1);
    checkpoints.offer(1, () -> Checkpoint.first(RunIdentity.NONE, state));
    Divergence divergence = new Divergence(checkpoints, KlWeight.constant(1), 543);

    assertThatThrownBy(() -> divergence.requireNotLost(history(740, times(10, 757))))
        .hasMessageEndingWith(
            "(with training.gradient-clipping), and pass output.overwrite=true to start anew");
    TrainingLoop.Ended far = ended(1, 1e22);
    assertThatThrownBy(() -> divergence.requireBetterThanZeros(far))
        .hasMessageEndingWith("and pass output.overwrite=true to start anew");
    assertThatThrownBy(() -> divergence.requireFinite(Double.NaN, 0, 0))
        .hasMessageContaining(" to start anew (the last good checkpoint is ");
  }

  private static Divergence divergence(KlWeight kl) {
    return new Divergence(Checkpoints.none(), kl, 543);
  }

  private static void assertLost(Divergence divergence, List<EpochSummary> history) {
    assertThatThrownBy(() -> divergence.requireNotLost(history))
        .isInstanceOf(CheckFailedException.class);
  }

  private static void assertNotLost(Divergence divergence, List<EpochSummary> history) {
    assertThatCode(() -> divergence.requireNotLost(history)).doesNotThrowAnyException();
  }

  /** Of training losses: numbers, and lists of them. */
  private static List<EpochSummary> history(Object... losses) {
    List<EpochSummary> history = new ArrayList<>();
    for (Object part : losses) {
      for (Object loss : part instanceof List<?> list ? list : List.of(part)) {
        double value = ((Number) loss).doubleValue();
        history.add(new EpochSummary(history.size() + 1, 1, value, null, 1, 1, 1));
      }
    }
    return history;
  }

  private static List<Double> times(int epochs, double loss) {
    return Collections.nCopies(epochs, loss);
  }
}
