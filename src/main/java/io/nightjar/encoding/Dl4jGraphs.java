package io.nightjar.encoding;

import io.nightjar.bundle.GraphTensors;
import io.nightjar.bundle.NamedTensor;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Optimization;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * A network's graphs, for one thread at a time.
 *
 * @param whole from pixels to latents and on
 * @param decoder from latents to logits, which the whole graph has no entrance for
 */
record Dl4jGraphs(ComputationGraph whole, ComputationGraph decoder) {

  Dl4jGraphs(Autoencoder model, List<NamedTensor> tensors) {
    this(GraphTensors.graph(model, tensors), decoder(model, tensors));
  }

  private static ComputationGraph decoder(Autoencoder model, List<NamedTensor> tensors) {
    ComputationGraph graph = model.decoder(new Optimization(new NoOp(), 0, DataType.FLOAT));
    GraphTensors.restore(tensors, graph);
    return graph;
  }

  /** Latents, one after the other, to the likelihood's means. */
  float[] decode(Autoencoder model, float[] latents) {
    return floats(model.likelihood().mean(logitsArray(model, latents)));
  }

  /** Latents, one after the other, to what the likelihood takes. */
  float[] logits(Autoencoder model, float[] latents) {
    return floats(logitsArray(model, latents));
  }

  private INDArray logitsArray(Autoencoder model, float[] latents) {
    int count = latents.length / model.latent().size();
    INDArray z = Nd4j.create(latents, new int[] {count, model.latent().size()});
    INDArray logits = decoder.outputSingle(z);
    return logits.reshape('c', count, logits.length() / count);
  }

  private static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
