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
    Minibatch batch = Minibatch.withoutNoise(model, pixels);
    return latents(model, graph.output(List.of(head(model)), false, batch.inputs(), null)[0]);
  }

  private static String head(Autoencoder model) {
    return model.latent().variational() ? Autoencoder.HEAD : "latent";
  }

  private static Latents latents(Autoencoder model, INDArray output) {
    int count = (int) output.size(0);
    int size = model.latent().size();
    if (!model.latent().variational()) {
      return new Latents(count, size, floats(output), null);
    }
    INDArray mean = output.get(NDArrayIndex.all(), NDArrayIndex.interval(0, size));
    INDArray logVariance = output.get(NDArrayIndex.all(), NDArrayIndex.interval(size, 2L * size));
    INDArray stddev = Transforms.exp(logVariance.mul(0.5), false);
    return new Latents(count, size, floats(mean), floats(stddev));
  }

  /**
   * Adds what embedding gives of images, but for those whose numbers are not finite, which would be
   * rejects. The graph must be used by this thread alone.
   *
   * @param pixels as for {@link #of}
   */
  public static void measure(
      Autoencoder model, ComputationGraph graph, byte[] pixels, EmbeddingMoments moments) {
    Minibatch batch = Minibatch.withoutNoise(model, pixels);
    INDArray[] outputs =
        graph.output(List.of(head(model), Autoencoder.LOGITS), false, batch.inputs(), null);
    Latents latents = latents(model, outputs[0]);
    float[] decoded = floats(model.likelihood().mean(Autoencoder.logits(outputs[1])));
    float[] targets = floats(batch.targets());
    int size = model.image().size();
    for (int image = 0; image < latents.count(); image++) {
      float error = meanSquaredError(targets, decoded, image * size, size);
      if (latents.finite(image) && Float.isFinite(error)) {
        moments.add(latents.mean(image), error);
      }
    }
  }

  private static float meanSquaredError(float[] pixels, float[] decoded, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      double error = pixels[i] - decoded[i];
      sum += error * error;
    }
    return (float) (sum / count);
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
