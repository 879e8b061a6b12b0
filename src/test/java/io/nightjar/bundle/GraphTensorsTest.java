package io.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.nightjar.InvalidInputException;
import io.nightjar.model.Autoencoder;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class GraphTensorsTest {

  @ParameterizedTest
  @MethodSource("io.nightjar.bundle.TestBundles#models")
  void restoresEveryBitIntoAFreshGraph(Autoencoder model) {
    ComputationGraph trained = TestBundles.trained(model).graph();
    ComputationGraph restored = GraphTensors.graph(model, GraphTensors.of(trained));
    assertThat(restored.params().dup('c').data().asFloat())
        .isEqualTo(trained.params().dup('c').data().asFloat());
  }

  @Test
  void namesTensorsAndShapesThemAsPyTorchDoes() {
    List<NamedTensor> tensors = GraphTensors.of(TestBundles.trained(TestBundles.model()).graph());
    assertThat(tensors)
        .extracting(NamedTensor::name, NamedTensor::shape)
        .contains(
            tuple("encoder.0.weight", List.of(3, 1, 4, 4)),
            tuple("encoder.0.bias", List.of(3)),
            tuple("encoder.2.weight", List.of(6, 4 * 2 * 3)),
            tuple("posterior.weight", List.of(2 * 3, 6)),
            tuple("decoder.2.weight", List.of(4, 3, 4, 4)),
            tuple("logits.weight", List.of(3, 1, 4, 4)))
        .hasSize(16);
  }

  @Test
  void transposesDenseWeights() {
    ComputationGraph graph = TestBundles.trained(TestBundles.model()).graph();
    INDArray weight = graph.getLayer("posterior").getParam("W"); // (in, out)
    NamedTensor tensor =
        GraphTensors.of(graph).stream()
            .filter(each -> each.name().equals("posterior.weight"))
            .findFirst()
            .orElseThrow();
    assertThat(tensor.values()[2 * 6 + 5]).isEqualTo(weight.getFloat(5, 2));
  }

  @Test
  void namesAMissingTensor() {
    var trained = TestBundles.trained(TestBundles.model());
    List<NamedTensor> tensors =
        GraphTensors.of(trained.graph()).stream()
            .filter(tensor -> !tensor.name().equals("decoder.1.bias"))
            .toList();
    assertThatThrownBy(() -> GraphTensors.restore(tensors, trained.graph()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("decoder.1.bias");
  }

  @Test
  void refusesALayerThatItDoesNotKnow() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("odd", new EmbeddingLayer.Builder().nIn(2).nOut(2).build(), "in")
                .setOutputs("odd")
                .build());
    graph.init();
    assertThatThrownBy(() -> GraphTensors.of(graph))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("odd")
        .hasMessageContaining("EmbeddingLayer");
  }
}
