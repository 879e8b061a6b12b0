package io.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.ValueInfoProto;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationSwish;

/** Shapes of the files; that they compute the same as DL4J is the engines' test. */
class OnnxExportTest {
  private final TrainedAutoencoder trained = TestBundles.trained(TestBundles.model());
  private final List<NamedTensor> tensors = GraphTensors.of(trained.graph());

  @Test
  void givesTheEncoderItsInputsAndOutputs() throws Exception {
    var graph = ModelProto.parseFrom(encoder()).getGraph();
    assertThat(graph.getInputList())
        .extracting(OnnxExportTest::describe)
        .containsExactly("pixels[batch, 1, 8, 12]");
    assertThat(graph.getOutputList())
        .extracting(OnnxExportTest::describe)
        .containsExactly("mean[batch, 3]", "stddev[batch, 3]");
  }

  @Test
  void givesTheDecoderItsInputsAndOutputs() throws Exception {
    var graph = ModelProto.parseFrom(OnnxExport.decoder(trained.autoencoder(), tensors)).getGraph();
    assertThat(graph.getInputList())
        .extracting(OnnxExportTest::describe)
        .containsExactly("latent[batch, 3]");
    assertThat(graph.getOutputList())
        .extracting(OnnxExportTest::describe)
        .containsExactly("pixel_logits[batch, 96]", "reconstruction[batch, 1, 8, 12]");
    assertThat(graph.getNodeList())
        .extracting(NodeProto::getOpType)
        .containsSequence("Sigmoid", "Identity");
  }

  @Test
  void writesTheSameBytesEachTime() {
    assertThat(encoder()).isEqualTo(encoder());
  }

  @Test
  void refusesAnActivationThatItDoesNotKnow() {
    ComputationGraphConfiguration structure = TestBundles.model().structure();
    var layer = (LayerVertex) structure.getVertices().get("encoder.1");
    ((BaseLayer) layer.getLayerConf().getLayer()).setActivationFn(new ActivationSwish());
    var layers = new OnnxLayers(structure, tensors, new OnnxGraph("encoder"));
    assertThatThrownBy(() -> layers.addChain("pixels", "posterior", "pixels"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("encoder.1");
  }

  private byte[] encoder() {
    return OnnxExport.encoder(trained.autoencoder(), tensors);
  }

  private static String describe(ValueInfoProto value) {
    List<String> sizes =
        value.getType().getTensorType().getShape().getDimList().stream()
            .map(size -> size.hasDimParam() ? size.getDimParam() : "" + size.getDimValue())
            .toList();
    return value.getName() + sizes;
  }
}
