package io.nightjar.training;

import io.nightjar.CheckFailedException;
import io.nightjar.image.RasterImage;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Elbo;
import io.nightjar.model.KlWeight;
import io.nightjar.model.Minibatch;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The end of a run whose numbers are no longer finite, or which has lost what it had learnt. */
final class Divergence {
  private static final String MEND = "lower training.learning-rate or training.averaging-frequency";
  private static final String START_ANEW = ", and pass output.overwrite=true to start anew";
  private static final int LOST_EPOCHS = 3;
  private static final double LOST_PART = 1e-3;

  private final Checkpoints checkpoints;
  private final KlWeight kl;

  /**
   * @param kl the weight that the training loss has in it
   */
  Divergence(Checkpoints checkpoints, KlWeight kl) {
    this.checkpoints = checkpoints;
    this.kl = kl;
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
   * A step that throws a network off can leave it with finite numbers from which it does not come
   * back, such as the mean image for every input. It is lost when in each of the last epochs the
   * training loss was further above the first epoch's than the best epoch's was below. Only epochs
   * with all of β count: while it grows, so does the loss.
   *
   * @param history of all epochs
   */
  void requireNotLost(List<EpochSummary> history) {
    List<EpochSummary> comparable =
        history.stream().filter(epoch -> epoch.epoch() > kl.epochsUntilFull()).toList();
    if (comparable.size() <= LOST_EPOCHS) {
      return;
    }
    double first = comparable.get(0).loss();
    double best = comparable.stream().mapToDouble(EpochSummary::loss).min().orElseThrow();
    // Of a run that learns nothing, the losses of a few epochs are above the first's by chance.
    double bound = first + Math.max(first - best, LOST_PART * Math.abs(first));
    List<EpochSummary> last =
        comparable.subList(comparable.size() - LOST_EPOCHS, comparable.size());
    if (last.stream().allMatch(epoch -> epoch.loss() > bound)) {
      EpochSummary now = last.get(LOST_EPOCHS - 1);
      throw new CheckFailedException(
          ("Training diverged before epoch %d: the training loss is %.2f, after %.2f in the first"
                  + " epoch and %.2f in the best; nothing was written; %s, or set"
                  + " training.gradient-clipping=layer-norm%s")
              .formatted(
                  now.epoch(),
                  now.loss(),
                  first,
                  best,
                  MEND,
                  checkpoints.lastGood().map(path -> START_ANEW).orElse("")));
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
            .map(path -> START_ANEW + " (the last good checkpoint is " + path + ")")
            .orElse("");
    return new CheckFailedException(
        "Training diverged in %s: nothing was written; %s%s".formatted(when, MEND, kept));
  }
}
