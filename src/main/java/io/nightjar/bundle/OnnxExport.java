package io.nightjar.bundle;

import io.nightjar.image.ImageShape;
import io.nightjar.model.Autoencoder;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto.DataType;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The encoder and the decoder of a trained graph as ONNX files, without its noise. */
public final class OnnxExport {
  /** Grey levels are divided by this, as {@link io.nightjar.model.Minibatch} does. */
  private static final float WHITE = 255f;

  private OnnxExport() {}

  /**
   * {@code pixels} uint8 (batch, channels, height, width) to {@code mean} (batch, latentSize) and,
   * when variational, {@code stddev} of the same shape.
   */
  public static byte[] encoder(Autoencoder model, ComputationGraph graph) {
    ImageShape image = model.image();
    OnnxGraph onnx = new OnnxGraph("encoder");
    String levels =
        onnx.input("pixels", DataType.UINT8, image.channels(), image.height(), image.width());
    String floats = onnx.node("Cast", "levels", List.of(levels), List.of(toFloat()));
    String white = onnx.constant("white", WHITE);
    String input = onnx.node("Div", "normalized", List.of(floats, white));
    OnnxLayers layers = new OnnxLayers(graph, onnx);
    if (model.latent().variational()) {
      addPosterior(onnx, layers.addChain("pixels", "posterior", input), model.latent().size());
    } else {
      onnx.output("mean", layers.addChain("pixels", "latent", input), model.latent().size());
    }
    return onnx.model();
  }

  /** The head's means, then its log-variances; σ = exp(½ log σ²). */
  private static void addPosterior(OnnxGraph onnx, String head, int latentSize) {
    List<String> halves = onnx.halves(head, "posterior/mean", "posterior/log_variance");
    onnx.output("mean", halves.get(0), latentSize);
    String half = onnx.constant("half", 0.5f);
    String logStddev = onnx.node("Mul", "posterior/log_stddev", List.of(halves.get(1), half));
    String stddev = onnx.node("Exp", "posterior/stddev", List.of(logStddev));
    onnx.output("stddev", stddev, latentSize);
  }

  /**
   * {@code latent} (batch, latentSize) to {@code reconstruction} (batch, channels, height, width),
   * the likelihood's mean.
   */
  public static byte[] decoder(Autoencoder model, ComputationGraph graph) {
    ImageShape image = model.image();
    OnnxGraph onnx = new OnnxGraph("decoder");
    String input = onnx.input("latent", DataType.FLOAT, model.latent().size());
    String from = model.latent().variational() ? "z" : "latent";
    String logits = new OnnxLayers(graph, onnx).addChain(from, "logits", input);
    String shape = onnx.batchOf("image", image.channels(), image.height(), image.width());
    String last = onnx.node("Reshape", "logits/image", List.of(logits, shape));
    if (model.objective().likelihood().sigmoid()) {
      last = onnx.node("Sigmoid", "probability", List.of(last));
    }
    onnx.output("reconstruction", last, image.channels(), image.height(), image.width());
    return onnx.model();
  }

  private static AttributeProto toFloat() {
    return OnnxGraph.attribute("to", DataType.FLOAT.getNumber());
  }
}
