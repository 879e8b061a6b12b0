package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.image.RasterImage;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.KlWeight;
import io.nightjar.model.Optimization;
import io.nightjar.model.TestModels;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

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
  void aRunThatIsFarWorseThanAtFirstForThreeEpochsIsLost() {
    assertThatThrownBy(() -> DIVERGENCE.requireNotLost(history(740, 726, 724, 757, 757, 758)))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith(
            "Training diverged before epoch 6: the training loss is 758.00, after 740.00 in the"
                + " first epoch and 724.00 in the best; nothing was written; ");
  }

  @Test
  void aRunThatOnlyRisesIsLost() {
    assertThatThrownBy(() -> DIVERGENCE.requireNotLost(history(740, 745, 750, 755)))
        .isInstanceOf(CheckFailedException.class);
  }

  @Test
  void oneThatIsNotThatFarOrNotThatLongWorseIsNot() {
    assertNotLost(DIVERGENCE, 740, 726, 724, 757, 757, 756);
    assertNotLost(DIVERGENCE, 740, 726, 724, 725, 757, 758);
    assertNotLost(DIVERGENCE, 757, 758, 759);
  }

  @Test
  void norIsOneThatLearnsNothing() {
    assertNotLost(DIVERGENCE, 540.0, 540.2, 540.1, 540.3);
  }

  @Test
  void lossesOfBeforeTheWholeBetaDoNotCount() {
    double[] losses = {100, 90, 115, 120, 119, 118, 117};
    assertNotLost(divergence(new KlWeight(1, KlWeight.Warmup.LINEAR, 3)), losses);
    assertNotLost(divergence(new KlWeight(1, KlWeight.Warmup.CYCLICAL, 3)), losses);
    assertThatThrownBy(() -> DIVERGENCE.requireNotLost(history(losses)))
        .isInstanceOf(CheckFailedException.class);
  }

  private static Divergence divergence(KlWeight kl) {
    return new Divergence(Checkpoints.none(), kl);
  }

  private static void assertNotLost(Divergence divergence, double... losses) {
    assertThatCode(() -> divergence.requireNotLost(history(losses))).doesNotThrowAnyException();
  }

  private static List<EpochSummary> history(double... losses) {
    return IntStream.range(0, losses.length)
        .mapToObj(epoch -> new EpochSummary(epoch + 1, 1, losses[epoch], null, 1, 1, 1))
        .toList();
  }
}
