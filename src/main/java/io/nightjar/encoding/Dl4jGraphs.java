package io.nightjar.encoding;

import io.nightjar.bundle.GraphTensors;
import io.nightjar.bundle.NamedTensor;
import io.nightjar.model.Autoencoder;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
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
    int latentSize = model.latent().size();
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .updater(new NoOp())
            .graphBuilder()
            .addInputs("z")
            .setInputTypes(InputType.feedForward(latentSize));
    String logits = model.architecture().addDecoder(builder, model.image(), "z", latentSize);
    ComputationGraph graph = new ComputationGraph(builder.setOutputs(logits).build());
    graph.init();
    GraphTensors.restore(tensors, graph);
    return graph;
  }

  /** Latents, one after the other, to the likelihood's means. */
  float[] decode(Autoencoder model, float[] latents) {
    int count = latents.length / model.latent().size();
    INDArray z = Nd4j.create(latents, new int[] {count, model.latent().size()});
    INDArray logits = decoder.outputSingle(z).reshape('c', count, model.image().size());
    return model.objective().likelihood().mean(logits).dup('c').data().asFloat();
  }
}
