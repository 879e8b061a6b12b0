package io.nightjar.bundle;

import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The kinds of layer that a bundle can hold: their weights as PyTorch has them, their ONNX node.
 */
enum ExportableLayer {
  /** {@code Linear}: (out, in); DL4J has (in, out). */
  DENSE(DenseLayer.class, "Gemm") {
    @Override
    INDArray torchView(INDArray weight) {
      return weight.transpose();
    }

    @Override
    List<AttributeProto> attributes(Layer layer) {
      return List.of(OnnxGraph.attribute("transB", 1));
    }
  },

  /** {@code Conv2d}: (out, in, kernel height, kernel width), as in DL4J. */
  CONVOLUTION(ConvolutionLayer.class, "Conv") {
    @Override
    List<AttributeProto> attributes(Layer layer) {
      return convolution((ConvolutionLayer) layer);
    }
  },

  /** {@code ConvTranspose2d}: (in, out, kernel height, kernel width), as in DL4J. */
  TRANSPOSED_CONVOLUTION(Deconvolution2D.class, "ConvTranspose") {
    @Override
    List<AttributeProto> attributes(Layer layer) {
      return convolution((ConvolutionLayer) layer);
    }
  };

  private final Class<? extends Layer> type;
  private final String operator;

  ExportableLayer(Class<? extends Layer> type, String operator) {
    this.type = type;
    this.operator = operator;
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

  /** DL4J's weights seen in PyTorch's layout; writing to the view writes to the weights. */
  INDArray torchView(INDArray weight) {
    return weight;
  }

  /** The operator's attributes for a layer of this kind. */
  abstract List<AttributeProto> attributes(Layer layer);

  String operator() {
    return operator;
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
