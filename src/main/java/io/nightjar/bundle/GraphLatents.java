package io.nightjar.bundle;

import io.nightjar.model.Autoencoder;
import io.nightjar.model.Elbo;
import io.nightjar.model.Minibatch;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A DL4J graph's encoder without its noise. */
public final class GraphLatents {
  private GraphLatents() {}

  /**
   * Encodes images. The graph must be used by this thread alone.
   *
   * @param graph of {@code model}
   * @param pixels uint8, whole images one after the other, each (channels, height, width)
   */
  public static Latents of(Autoencoder model, ComputationGraph graph, byte[] pixels) {
    int count = pixels.length / model.image().size();
    int size = model.latent().size();
    Minibatch batch = Minibatch.withoutNoise(model, pixels);
    String head = model.latent().variational() ? "posterior" : "latent";
    INDArray output = graph.output(List.of(head), false, batch.inputs(), null)[0];
    if (!model.latent().variational()) {
      return new Latents(count, size, floats(output), null);
    }
    INDArray mean = output.get(NDArrayIndex.all(), NDArrayIndex.interval(0, size));
    INDArray logVariance = output.get(NDArrayIndex.all(), NDArrayIndex.interval(size, 2L * size));
    INDArray stddev = Transforms.exp(logVariance.mul(0.5), false);
    return new Latents(count, size, floats(mean), floats(stddev));
  }

  /**
   * How well one image comes back from its mean latent. The graph must be used by this thread
   * alone.
   *
   * @param pixels uint8, (channels, height, width)
   * @return mean squared error per pixel value, pixels in [0, 1]
   */
  static double reconstructionError(Autoencoder model, ComputationGraph graph, byte[] pixels) {
    return Elbo.of(model, graph, Minibatch.withoutNoise(model, pixels))
        .meanSquaredError(model.image());
  }

  private static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
