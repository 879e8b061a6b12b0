package io.nightjar.bundle;

import java.util.List;
import java.util.stream.Stream;

/**
 * One LSTM as ONNX has it. A bundle's tensors are PyTorch's, and reordered within the graph, so
 * that the file holds the very tensors of {@code parameters.safetensors}; an engine does that once,
 * as it loads.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx__LSTM.html">ONNX: LSTM</a>
 */
final class OnnxLstm {
  private final OnnxGraph onnx;
  private final String name;
  private final int units;

  /**
   * @param name of what it gives, and so of its parts
   */
  OnnxLstm(OnnxGraph onnx, String name, int units) {
    this.onnx = onnx;
    this.name = name;
    this.units = units;
  }

  /**
   * Adds it, from zero states.
   *
   * @param sequence (batch, inputs, steps)
   * @param inputWeights (4 × units, inputs), gates i, f, g, o
   * @param recurrentWeights (4 × units, units), likewise
   * @param bias (4 × units), likewise
   * @return the name of its hidden states, (batch, units, steps)
   */
  String add(String sequence, String inputWeights, String recurrentWeights, String bias) {
    String steps = onnx.transpose(name + "/steps", sequence, 2, 0, 1);
    String noBias =
        onnx.node(
            "ConstantOfShape", name + "/no_bias", List.of(onnx.shape(name + "/bias", 4L * units)));
    String biases = onnx.concat(name + "/biases", 0, List.of(reordered("b", bias), noBias));
    List<String> inputs =
        List.of(
            steps,
            oneDirection("w", reordered("w", inputWeights)),
            oneDirection("r", reordered("r", recurrentWeights)),
            oneDirection("b", biases));
    String hidden =
        onnx.node(
            "LSTM", name + "/hidden", inputs, List.of(OnnxGraph.attribute("hidden_size", units)));
    String squeezed =
        onnx.node("Squeeze", name + "/squeezed", List.of(hidden, onnx.shape(name + "/one", 1)));
    return onnx.transpose(name, squeezed, 1, 2, 0);
  }

  /** ONNX wants gates i, o, f, g. */
  private String reordered(String part, String tensor) {
    String prefix = name + "/" + part;
    List<String> gates =
        onnx.split(tensor, 0, Stream.of("i", "f", "g", "o").map(g -> prefix + g).toList());
    return onnx.concat(prefix, 0, List.of(gates.get(0), gates.get(3), gates.get(1), gates.get(2)));
  }

  private String oneDirection(String part, String tensor) {
    String output = name + "/" + part + "_forward";
    return onnx.node("Unsqueeze", output, List.of(tensor, onnx.shape(output + "/axis", 0)));
  }
}
