package io.nightjar.model;

import java.io.Serializable;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The two terms of the evidence lower bound, summed over examples, so that parts add up. β does not
 * enter: this is the bound itself.
 *
 * @param examples how many
 * @param reconstruction Σ E_q[−log p(x|z)], nats, by one sample of z an example
 * @param kl Σ KL(q(z|x) ‖ p(z)), nats; 0 for a plain autoencoder
 * @param squaredError Σ over examples and pixel values of (x − E[x|z])², pixels in [0, 1]
 */
public record Elbo(long examples, double reconstruction, double kl, double squaredError)
    implements Serializable {
  public static final Elbo NONE = new Elbo(0, 0, 0, 0);

  /** The terms of one batch under a graph of {@code model}. */
  public static Elbo of(Autoencoder model, ComputationGraph graph, Minibatch batch) {
    List<String> vertices =
        model.latent().variational()
            ? List.of(Autoencoder.LOGITS, Autoencoder.HEAD)
            : List.of(Autoencoder.LOGITS);
    INDArray[] outputs = graph.output(vertices, false, batch.inputs(), null);
    INDArray logits = Autoencoder.logits(outputs[0]);
    INDArray targets = batch.targets();
    Likelihood likelihood = model.likelihood();
    double reconstruction = likelihood.nats(targets, logits).sumNumber().doubleValue();
    INDArray error = likelihood.mean(logits).subi(targets);
    double squared = error.muli(error).sumNumber().doubleValue();
    double kl = model.latent().variational() ? Posterior.split(outputs[1]).kl() : 0;
    return new Elbo(batch.size(), reconstruction, kl, squared);
  }

  /** The terms of both. */
  public Elbo plus(Elbo other) {
    return new Elbo(
        examples + other.examples,
        reconstruction + other.reconstruction,
        kl + other.kl,
        squaredError + other.squaredError);
  }

  /** −ELBO in nats per image: reconstruction + KL. */
  public double negative() {
    return (reconstruction + kl) / examples;
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
