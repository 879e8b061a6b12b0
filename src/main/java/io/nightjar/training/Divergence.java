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

/**
 * The end of a run whose numbers are no longer finite, which has lost what it had learnt, or whose
 * weights were thrown so far off that it never learns.
 */
final class Divergence {
  private static final String START_ANEW = ", and pass output.overwrite=true to start anew";
  private static final int LOST_EPOCHS = 10;
  private static final double SLACK_OF_GAIN = 0.1;
  private static final double SLACK_OF_LOSS = 0.01;
  private static final double SLACK_OF_ZEROS = 2;

  private final Checkpoints checkpoints;
  private final KlWeight kl;
  private final double lossOfZeros;

  /**
   * @param kl the weight that the training loss has in it
   * @param lossOfZeros of a network that has learnt nothing, nats per image
   */
  Divergence(Checkpoints checkpoints, KlWeight kl, double lossOfZeros) {
    this.checkpoints = checkpoints;
    this.kl = kl;
    this.lossOfZeros = lossOfZeros;
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
   * last epochs is clearly worse than the first epoch's, or, for one that was thrown off in that,
   * than an output of zeros is. Only epochs with all of β count: while it grows, so does the loss.
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
      throw lost(when);
    }
    if (last.stream().allMatch(this::worseThanZeros)) {
      throw lost("epoch %d (%s)".formatted(last.get(0).epoch(), besideZeros(lowest(last))));
    }
  }

  /**
   * A run that was thrown off in its first epoch may be too short for {@link #requireNotLost}.
   *
   * @param ended which epoch's network it is
   */
  void requireBetterThanZeros(TrainingLoop.Ended ended) {
    EpochSummary epoch = ended.history().get(ended.epoch() - 1);
    if (worseThanZeros(epoch)) {
      throw lost("epoch %d (%s)".formatted(epoch.epoch(), besideZeros(epoch.loss())));
    }
  }

  private boolean worseThanZeros(EpochSummary epoch) {
    return epoch.loss() > SLACK_OF_ZEROS * lossOfZeros;
  }

  private String besideZeros(double loss) {
    return String.format(
        Locale.ROOT, "training loss %.2f; an output of zeros costs %.2f", loss, lossOfZeros);
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

  /** No checkpoint is said to be good: the last ones may be of the lost network. */
  private CheckFailedException lost(String when) {
    return diverged(when, checkpoints.lastGood().map(path -> START_ANEW).orElse(""));
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
