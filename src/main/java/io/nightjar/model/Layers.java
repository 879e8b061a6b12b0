package io.nightjar.model;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.weights.WeightInit;

/** The layers that architectures are made of. */
final class Layers {
  /**
   * Kernel 4, stride 2, padding 1: halves, and transposed doubles, an even side exactly. Explicit
   * padding, because oneDNN's fast path for transposed convolution refuses {@code Same}.
   */
  private static final int KERNEL = 4;

  private static final int STRIDE = 2;
  private static final int PADDING = 1;

  private Layers() {}

  static DenseLayer dense(int inputs, int outputs, Activation activation) {
    return dense(inputs, outputs, activation.dl4j(), WeightInit.RELU);
  }

  /** A linear layer: the heads of encoder and decoder. */
  static DenseLayer linear(int inputs, int outputs) {
    return dense(
        inputs, outputs, org.nd4j.linalg.activations.Activation.IDENTITY, WeightInit.XAVIER);
  }

  private static DenseLayer dense(
      int inputs, int outputs, org.nd4j.linalg.activations.Activation activation, WeightInit init) {
    return new DenseLayer.Builder()
        .nIn(inputs)
        .nOut(outputs)
        .activation(activation)
        .weightInit(init)
        .build();
  }

  /** (channels, height, width) to (outputs, height / 2, width / 2). */
  static ConvolutionLayer halving(int inputs, int outputs, Activation activation) {
    return new ConvolutionLayer.Builder(KERNEL, KERNEL)
        .stride(STRIDE, STRIDE)
        .padding(PADDING, PADDING)
        .convolutionMode(ConvolutionMode.Truncate)
        .nIn(inputs)
        .nOut(outputs)
        .activation(activation.dl4j())
        .weightInit(WeightInit.RELU)
        .build();
  }

  /** (channels, height, width) to (outputs, 2 × height, 2 × width). */
  static Deconvolution2D doubling(
      int inputs, int outputs, org.nd4j.linalg.activations.Activation activation) {
    return new Deconvolution2D.Builder(KERNEL, KERNEL)
        .stride(STRIDE, STRIDE)
        .padding(PADDING, PADDING)
        .convolutionMode(ConvolutionMode.Truncate)
        .nIn(inputs)
        .nOut(outputs)
        .activation(activation)
        .weightInit(WeightInit.RELU)
        .build();
  }
}
