package io.nightjar.training;

import io.nightjar.CheckFailedException;
import io.nightjar.image.RasterImage;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Elbo;
import io.nightjar.model.KlWeight;
import io.nightjar.model.Minibatch;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The end of a run whose numbers are no longer finite, or which has lost what it had learnt. */
final class Divergence {
  private static final String START_ANEW = ", and pass output.overwrite=true to start anew";
  private static final int LOST_EPOCHS = 10;
  private static final double SLACK_OF_GAIN = 0.1;
  private static final double SLACK_OF_LOSS = 0.01;

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
   * back, such as the mean image for every input. It is lost when the training loss of each of the
   * last epochs is clearly worse than the first epoch's. Only epochs with all of β count: while it
   * grows, so does the loss.
   *
   * @param history of all epochs
   */
  void requireNotLost(List<EpochSummary> history) {
    List<EpochSummary> comparable =
        history.stream().filter(epoch -> epoch.epoch() > kl.epochsUntilFull()).toList();
    if (comparable.size() <= LOST_EPOCHS) {
      return;
    }
    EpochSummary first = comparable.get(0);
    double bound = first.loss() + slack(comparable);
    List<EpochSummary> last =
        comparable.subList(comparable.size() - LOST_EPOCHS, comparable.size());
    if (last.stream().allMatch(epoch -> epoch.loss() > bound)) {
      String when =
          String.format(
              Locale.ROOT,
              "epoch %d (training loss since at best %.2f, but %.2f in epoch %d)",
              last.get(0).epoch(),
              lowest(last),
              first.loss(),
              first.epoch());
      // No checkpoint is said to be good: the last ones may be of the lost network.
      throw diverged(when, checkpoints.lastGood().map(path -> START_ANEW).orElse(""));
    }
  }

  /** So much that chance does not do it to a run that no longer learns, nats per image. */
  private static double slack(List<EpochSummary> history) {
    double first = history.get(0).loss();
    return Math.max(SLACK_OF_GAIN * (first - lowest(history)), SLACK_OF_LOSS * Math.abs(first));
  }

  private static double lowest(List<EpochSummary> history) {
    return history.stream().mapToDouble(EpochSummary::loss).min().orElseThrow();
  }

  /**
   * What the very last step has done shows in no round's loss; and a run that was lost in its first
   * epoch is never worse than in that: so its network is held against the untrained one, of whose
   * loss it may be worse by a nat for each pixel value and no more.
   *
   * @param untrained the network before the first step
   * @param images of training, at least one
   * @param ended which epoch's network it is
   */
  void requireSoundEnd(
      Autoencoder model,
      ComputationGraph untrained,
      ComputationGraph graph,
      List<RasterImage> images,
      TrainingLoop.Ended ended) {
    double beta = model.klWeight().at(ended.epoch());
    double first = lossPerImage(model, untrained, images, beta);
    double last = lossPerImage(model, graph, images, beta);
    if (!(last <= first + model.image().size())) {
      throw diverged(
          "epoch %d, at its end (loss %.2f, untrained %.2f)".formatted(ended.epoch(), last, first));
    }
  }

  private static double lossPerImage(
      Autoencoder model, ComputationGraph graph, List<RasterImage> images, double beta) {
    double loss = 0;
    for (RasterImage image : images) {
      Elbo elbo = Elbo.of(model, graph, Minibatch.withoutNoise(model, image.values()));
      loss += elbo.reconstruction() + beta * elbo.kl();
    }
    return loss / images.size();
  }

  private CheckFailedException diverged(String when) {
    String kept =
        checkpoints
            .lastGood()
            .map(path -> START_ANEW + " (the last good checkpoint is " + path + ")")
            .orElse("");
    return diverged(when, kept);
  }

  private static CheckFailedException diverged(String when, String kept) {
    return new CheckFailedException(
        ("Training diverged in %s: nothing was written; lower training.learning-rate,"
                + " training.averaging-frequency or training.gradient-clipping-threshold (with"
                + " training.gradient-clipping)%s")
            .formatted(when, kept));
  }
}
