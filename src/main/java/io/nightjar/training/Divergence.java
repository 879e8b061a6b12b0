package io.nightjar.training;

import io.nightjar.CheckFailedException;
import io.nightjar.image.RasterImage;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Elbo;
import io.nightjar.model.Minibatch;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The end of a run whose numbers are no longer finite. */
final class Divergence {
  private final Checkpoints checkpoints;

  Divergence(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
  }

  void requireFinite(EpochSummary epoch) {
    Elbo validation = epoch.validation();
    if (validation.examples() > 0 && !Double.isFinite(validation.boundPerImage())) {
      throw diverged(
          "epoch %d (validation bound %s)".formatted(epoch.epoch(), validation.boundPerImage()));
    }
  }

  /**
   * @param epoch 0 for the first
   * @param round likewise
   */
  void requireFinite(double loss, int epoch, int round) {
    if (!Double.isFinite(loss)) {
      throw diverged("epoch %d, round %d (loss %s)".formatted(epoch + 1, round + 1, loss));
    }
  }

  /**
   * @param norm of the parameters
   * @param epoch 0 for the first
   * @param round likewise
   */
  void requireFiniteWeights(double norm, int epoch, int round) {
    if (!Double.isFinite(norm)) {
      throw diverged(
          "epoch %d, round %d (norm of the weights %s)".formatted(epoch + 1, round + 1, norm));
    }
  }

  /**
   * What the very last step has done shows in no round's loss.
   *
   * @param ended which epoch's network it is
   */
  void requireFiniteEnd(
      Autoencoder model,
      ComputationGraph graph,
      List<RasterImage> images,
      TrainingLoop.Ended ended) {
    for (RasterImage image : images) {
      Elbo elbo = Elbo.of(model, graph, Minibatch.withoutNoise(model, image.values()));
      if (!Double.isFinite(elbo.negative())) {
        throw diverged("epoch %d, at its end".formatted(ended.epoch()));
      }
    }
  }

  private CheckFailedException diverged(String when) {
    String kept =
        checkpoints
            .lastGood()
            .map(
                path ->
                    " and pass output.overwrite=true to start anew (the last good checkpoint is "
                        + path
                        + ")")
            .orElse("");
    return new CheckFailedException(
        ("Training diverged in %s: nothing was written; lower training.learning-rate or"
                + " training.averaging-frequency%s")
            .formatted(when, kept));
  }
}
