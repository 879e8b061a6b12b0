package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.image.RasterImage;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Optimization;
import io.nightjar.model.TestModels;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

class DivergenceTest {
  @Test
  void namesTheEpochWhoseNetworkItIsAndNotTheOneThatWasPlanned() {
    Autoencoder model = TestModels.all().findFirst().orElseThrow();
    ComputationGraph graph = model.graph(Optimization.adam(0.1, 1));
    graph.params().assign(Float.NaN);
    List<RasterImage> images =
        List.of(new RasterImage(new byte[model.image().size()], model.image()));
    TrainingLoop.Ended ended =
        new TrainingLoop.Ended(Collections.nCopies(4, new EpochSummary(1, 1, 1, null, 1, 1, 1)), 2);

    assertThatThrownBy(
            () -> new Divergence(Checkpoints.none()).requireFiniteEnd(model, graph, images, ended))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith("Training diverged in epoch 2, at its end: ");
  }
}
