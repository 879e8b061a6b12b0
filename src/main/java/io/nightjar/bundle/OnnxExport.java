package io.nightjar.bundle;

import io.nightjar.image.ImageShape;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Likelihood;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto.DataType;

/**
 * The encoder and the decoder of a network as ONNX files, without its noise. They follow from model
 * and tensors to the byte, so that a bundle's files can be held to them. Loads no ND4J.
 */
final class OnnxExport {
  /** Grey levels are divided by this, as {@link io.nightjar.model.Minibatch} does. */
  private static final float WHITE = 255f;

  private OnnxExport() {}

  /**
   * {@code pixels} uint8 (batch, channels, height, width) to {@code mean} (batch, latentSize) and,
   * when variational, {@code stddev} of the same shape.
   */
  static byte[] encoder(Autoencoder model, List<NamedTensor> tensors) {
    ImageShape image = model.image();
    OnnxGraph onnx = new OnnxGraph("encoder");
    String levels =
        onnx.input("pixels", DataType.UINT8, image.channels(), image.height(), image.width());
    String floats = onnx.node("Cast", "levels", List.of(levels), List.of(toFloat()));
    String white = onnx.constant("white", WHITE);
    String input = onnx.node("Div", "normalized", List.of(floats, white));
    OnnxLayers layers = new OnnxLayers(model.structure(), tensors, onnx);
    if (model.latent().variational()) {
      addPosterior(onnx, layers.addChain("pixels", "posterior", input), model.latent().size());
    } else {
      onnx.output("mean", layers.addChain("pixels", "latent", input), model.latent().size());
    }
    return onnx.model();
  }

  /** The head's means, then its log-variances; σ = exp(½ log σ²). */
  private static void addPosterior(OnnxGraph onnx, String head, int latentSize) {
    List<String> halves = onnx.split(head, 1, List.of("posterior/mean", "posterior/log_variance"));
    onnx.output("mean", halves.get(0), latentSize);
    String half = onnx.constant("half", 0.5f);
    String logStddev = onnx.node("Mul", "posterior/log_stddev", List.of(halves.get(1), half));
    String stddev = onnx.node("Exp", "posterior/stddev", List.of(logStddev));
    onnx.output("stddev", stddev, latentSize);
  }

  /**
   * {@code latent} (batch, latentSize) to {@code reconstruction} (batch, channels, height, width),
   * the likelihood's mean, and {@code pixel_logits} (batch, depth × channels × height × width),
   * what the likelihood takes.
   */
  static byte[] decoder(Autoencoder model, List<NamedTensor> tensors) {
    ImageShape image = model.image();
    Likelihood likelihood = model.likelihood();
    OnnxGraph onnx = new OnnxGraph("decoder");
    String input = onnx.input("latent", DataType.FLOAT, model.latent().size());
    String from = model.latent().variational() ? "z" : "latent";
    String last = new OnnxLayers(model.structure(), tensors, onnx).addChain(from, "logits", input);
    String flat = onnx.flatten("logits/flat", last, 1);
    onnx.output("pixel_logits", flat, likelihood.depth() * image.size());
    String mean =
        likelihood.depth() == 1
            ? flat
            : onnx.split(flat, 1, List.of("logits/mean", "logits/deviation")).get(0);
    String images = onnx.reshape("image", mean, 0, image.channels(), image.height(), image.width());
    if (likelihood.sigmoid()) {
      images = onnx.node("Sigmoid", "probability", List.of(images));
    }
    onnx.output("reconstruction", images, image.channels(), image.height(), image.width());
    return onnx.model();
  }

  private static AttributeProto toFloat() {
    return OnnxGraph.attribute("to", DataType.FLOAT.getNumber());
  }
}
