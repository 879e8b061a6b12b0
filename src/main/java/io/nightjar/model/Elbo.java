package io.nightjar.model;

import java.io.Serializable;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The two terms of the evidence lower bound and the bound itself, summed over examples, so that
 * parts add up. β does not enter.
 *
 * @param examples how many
 * @param reconstruction Σ E_q[−log p(x|z)], nats, by the samples of z
 * @param kl Σ KL(q(z|x) ‖ p(z)), nats; 0 for a plain autoencoder
 * @param squaredError Σ over examples and pixel values of (x − E[x|z])², pixels in [0, 1]
 * @param bound Σ of the bound on −log p(x) that the model is trained on, nats: −ELBO, or with
 *     several draws of z the importance-weighted one
 */
public record Elbo(
    long examples, double reconstruction, double kl, double squaredError, double bound)
    implements Serializable {
  public static final Elbo NONE = new Elbo(0, 0, 0, 0);

  /** With −ELBO for the bound. */
  public Elbo(long examples, double reconstruction, double kl, double squaredError) {
    this(examples, reconstruction, kl, squaredError, reconstruction + kl);
  }

  /** The terms of one batch under a graph of {@code model}. */
  public static Elbo of(Autoencoder model, ComputationGraph graph, Minibatch batch) {
    if (batch.draws() > 1) {
      return ofDraws(model, graph, batch);
    }
    List<String> vertices =
        model.latent().variational()
            ? List.of(Autoencoder.LOGITS, Autoencoder.HEAD)
            : List.of(Autoencoder.LOGITS);
    INDArray[] outputs = graph.output(vertices, false, batch.inputs(), null);
    INDArray logits = Autoencoder.logits(outputs[0]);
    INDArray nats = model.likelihood().nats(batch.targets(), logits);
    double kl = model.latent().variational() ? Posterior.split(outputs[1]).kl() : 0;
    return new Elbo(
        batch.size(),
        nats.sumNumber().doubleValue(),
        kl,
        squaredError(model.likelihood(), batch.targets(), logits));
  }

  /** The squared error is the first draw's, as with one. */
  private static Elbo ofDraws(Autoencoder model, ComputationGraph graph, Minibatch batch) {
    List<String> vertices = List.of(Autoencoder.DRAWS, Autoencoder.HEAD);
    INDArray[] outputs = graph.output(vertices, false, batch.inputs(), null);
    var loss = new ImportanceWeightedLoss(model.likelihood(), batch.draws());
    INDArray labels = batch.dataSet(1).getLabels(0);
    double bound = loss.computeScore(labels, outputs[0], null, null, false);
    return new Elbo(
        batch.size(),
        loss.lastNats(),
        Posterior.split(outputs[1]).kl(),
        squaredError(model.likelihood(), batch.targets(), loss.logits(outputs[0], 0).dup('c')),
        bound);
  }

  private static double squaredError(Likelihood likelihood, INDArray targets, INDArray logits) {
    INDArray error = likelihood.mean(logits).subi(targets);
    return error.muli(error).sumNumber().doubleValue();
  }

  /** The terms of both. */
  public Elbo plus(Elbo other) {
    return new Elbo(
        examples + other.examples,
        reconstruction + other.reconstruction,
        kl + other.kl,
        squaredError + other.squaredError,
        bound + other.bound);
  }

  /** −ELBO in nats per image: reconstruction + KL. */
  public double negative() {
    return (reconstruction + kl) / examples;
  }

  /** The bound that the model is trained on, in nats per image. */
  public double boundPerImage() {
    return bound / examples;
  }

  public double reconstructionPerImage() {
    return reconstruction / examples;
  }

  public double klPerImage() {
    return kl / examples;
  }

  /**
   * Mean squared error per pixel value.
   *
   * @param image shape of each example
   */
  public double meanSquaredError(io.nightjar.image.ImageShape image) {
    return squaredError / examples / image.size();
  }
}
