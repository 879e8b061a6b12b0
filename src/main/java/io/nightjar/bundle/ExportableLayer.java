package io.nightjar.bundle;

import io.nightjar.model.KernelConvolution;
import io.nightjar.model.KernelDeconvolution;
import io.nightjar.model.KernelDense;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The kinds of layer with weights that a bundle can hold: their weights as PyTorch has them, their
 * ONNX node. A layer's activation is not part of it.
 */
enum ExportableLayer {
  /** {@code Linear}: (out, in); DL4J has (in, out). */
  DENSE(KernelDense.class, "W", "weight", "b", "bias") {
    @Override
    TensorParts parts(String key, INDArray array) {
      return key.equals("W") ? TensorParts.of(array.transpose()) : TensorParts.vector(array);
    }

    @Override
    String addTo(OnnxGraph onnx, Layer layer, List<String> inputs, String output) {
      return onnx.node("Gemm", output, inputs, List.of(OnnxGraph.attribute("transB", 1)));
    }

    @Override
    Map<String, List<Long>> shapes(Layer layer) {
      KernelDense dense = (KernelDense) layer;
      return weightAndBias(
          List.of(dense.getNOut(), dense.getNIn()), dense.getNOut(), dense.hasBias());
    }
  },

  /** {@code Conv2d}: (out, in, kernel height, kernel width), as in DL4J. */
  CONVOLUTION(KernelConvolution.class, "W", "weight", "b", "bias") {
    @Override
    String addTo(OnnxGraph onnx, Layer layer, List<String> inputs, String output) {
      return onnx.node("Conv", output, inputs, convolution((ConvolutionLayer) layer));
    }

    @Override
    Map<String, List<Long>> shapes(Layer layer) {
      ConvolutionLayer convolution = (ConvolutionLayer) layer;
      return convolution(convolution, convolution.getNOut(), convolution.getNIn());
    }
  },

  /** {@code ConvTranspose2d}: (in, out, kernel height, kernel width), as in DL4J. */
  TRANSPOSED_CONVOLUTION(KernelDeconvolution.class, "W", "weight", "b", "bias") {
    @Override
    String addTo(OnnxGraph onnx, Layer layer, List<String> inputs, String output) {
      return onnx.node("ConvTranspose", output, inputs, convolution((ConvolutionLayer) layer));
    }

    @Override
    Map<String, List<Long>> shapes(Layer layer) {
      ConvolutionLayer convolution = (ConvolutionLayer) layer;
      return convolution(convolution, convolution.getNIn(), convolution.getNOut());
    }
  },

  /** {@code BatchNorm1d} or {@code BatchNorm2d}. */
  BATCH_NORMALIZATION(
      BatchNormalization.class,
      "gamma",
      "weight",
      "beta",
      "bias",
      "mean",
      "running_mean",
      "var",
      "running_var") {
    @Override
    TensorParts parts(String key, INDArray array) {
      return TensorParts.vector(array);
    }

    @Override
    String addTo(OnnxGraph onnx, Layer layer, List<String> inputs, String output) {
      var epsilon = OnnxGraph.attribute("epsilon", ((BatchNormalization) layer).getEps());
      return onnx.node("BatchNormalization", output, inputs, List.of(epsilon));
    }

    @Override
    Map<String, List<Long>> shapes(Layer layer) {
      List<Long> units = List.of(((BatchNormalization) layer).getNOut());
      return roles().stream().collect(Collectors.toMap(role -> role, role -> units));
    }

    @Override
    boolean activates() {
      return false;
    }
  },

  /** {@code LSTM}: gates i, f, g, o one after the other; one bias, PyTorch's other being 0. */
  LSTM_ROWS(LSTM.class, "W", "weight_ih", "RW", "weight_hh", "b", "bias_ih") {
    @Override
    TensorParts parts(String key, INDArray array) {
      // A bias is a vector, or a row.
      INDArray columns = key.equals("b") ? array.reshape(1, array.length()) : array;
      long units = columns.size(1) / LSTM_GATES.size();
      return new TensorParts(
          LSTM_GATES.stream()
              .map(gate -> NDArrayIndex.interval(gate * units, (gate + 1) * units))
              .map(gate -> columns.get(NDArrayIndex.all(), gate))
              .map(gate -> key.equals("b") ? gate.reshape(units) : gate.transpose())
              .toList());
    }

    @Override
    String addTo(OnnxGraph onnx, Layer layer, List<String> inputs, String output) {
      return new OnnxLstm(onnx, output, (int) ((LSTM) layer).getNOut())
          .add(inputs.get(0), inputs.get(1), inputs.get(2), inputs.get(3));
    }

    @Override
    Map<String, List<Long>> shapes(Layer layer) {
      LSTM lstm = (LSTM) layer;
      long gates = LSTM_GATES.size() * lstm.getNOut();
      return Map.of(
          "weight_ih", List.of(gates, lstm.getNIn()),
          "weight_hh", List.of(gates, lstm.getNOut()),
          "bias_ih", List.of(gates));
    }

    @Override
    boolean activates() {
      return false;
    }
  };

  /** PyTorch's gates i, f, g, o by their place in DL4J's, which are g, f, o, i. */
  private static final List<Integer> LSTM_GATES = List.of(3, 1, 0, 2);

  private final Class<? extends Layer> type;

  @SuppressWarnings("ImmutableEnumChecker") // the list is one of List.of
  private final List<String> keysAndRoles;

  /**
   * @param keysAndRoles each of DL4J's keys for a parameter, followed by its name in a bundle
   */
  ExportableLayer(Class<? extends Layer> type, String... keysAndRoles) {
    this.type = type;
    this.keysAndRoles = List.of(keysAndRoles);
  }

  /**
   * The kind of a layer, by its exact class: a subclass computes something else.
   *
   * @throws UnsupportedOperationException when a bundle cannot hold such a layer yet
   */
  static ExportableLayer of(Layer layer) {
    return Arrays.stream(values())
        .filter(kind -> kind.type == layer.getClass())
        .findFirst()
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "a bundle cannot hold layer %s, a %s: give it a member of ExportableLayer"
                        .formatted(layer.getLayerName(), layer.getClass().getSimpleName())));
  }

  /** Names of its tensors in a bundle, in the order in which its operator takes them. */
  List<String> roles() {
    return IntStream.iterate(1, i -> i < keysAndRoles.size(), i -> i + 2)
        .mapToObj(keysAndRoles::get)
        .toList();
  }

  /**
   * A parameter's name in a bundle.
   *
   * @param key DL4J's
   */
  String role(String key) {
    int index = keysAndRoles.indexOf(key);
    if (index < 0) {
      throw new UnsupportedOperationException(
          "a bundle cannot hold parameter %s of a %s".formatted(key, type.getSimpleName()));
    }
    return keysAndRoles.get(index + 1);
  }

  /**
   * Whether the layer's activation function follows; an LSTM has it inside, a normalization none.
   */
  boolean activates() {
    return true;
  }

  /** DL4J's parameter seen in PyTorch's layout. */
  TensorParts parts(String key, INDArray array) {
    return key.equals("b") ? TensorParts.vector(array) : TensorParts.of(array);
  }

  /**
   * Adds the layer without its activation.
   *
   * @param inputs the layer's, and then its tensors that there are, in the order of {@link #roles}
   * @param output the name of what it gives
   * @return {@code output}
   */
  abstract String addTo(OnnxGraph onnx, Layer layer, List<String> inputs, String output);

  /**
   * The shapes of a layer's tensors by their names in a bundle, from its configuration alone; as
   * long as a manifest may claim, which no array needs to hold.
   */
  abstract Map<String, List<Long>> shapes(Layer layer);

  private static Map<String, List<Long>> weightAndBias(
      List<Long> weight, long outputs, boolean bias) {
    return bias ? Map.of("weight", weight, "bias", List.of(outputs)) : Map.of("weight", weight);
  }

  /** The first two sizes of the weights differ with the direction, the others are the kernel's. */
  private static Map<String, List<Long>> convolution(
      ConvolutionLayer layer, long first, long second) {
    int[] kernel = layer.getKernelSize();
    return weightAndBias(
        List.of(first, second, (long) kernel[0], (long) kernel[1]),
        layer.getNOut(),
        layer.hasBias());
  }

  private static List<AttributeProto> convolution(ConvolutionLayer layer) {
    boolean asInOnnx =
        layer.getConvolutionMode() == ConvolutionMode.Truncate
            && layer.getCnn2dDataFormat() == CNN2DFormat.NCHW;
    if (!asInOnnx) {
      throw new UnsupportedOperationException(
          "a bundle cannot hold layer %s: only ConvolutionMode.Truncate in NCHW is exported"
              .formatted(layer.getLayerName()));
    }
    int[] padding = layer.getPadding();
    return List.of(
        OnnxGraph.attribute("kernel_shape", layer.getKernelSize()),
        OnnxGraph.attribute("strides", layer.getStride()),
        OnnxGraph.attribute("dilations", layer.getDilation()),
        OnnxGraph.attribute("pads", padding[0], padding[1], padding[0], padding[1]));
  }
}
