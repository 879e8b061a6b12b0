package io.nightjar.model;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

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

  /** For a hidden layer, linear: what follows is its chain's part. */
  static DenseLayer dense(int inputs, int outputs, HiddenUnits units) {
    return KernelDense.linear(inputs, units.weighted(outputs), units.hasBias(), WeightInit.RELU);
  }

  /** A linear layer: the heads of encoder and decoder. */
  static DenseLayer linear(int inputs, int outputs) {
    return KernelDense.linear(inputs, outputs, true, WeightInit.XAVIER);
  }

  /** The same layer with weights that begin at zero. */
  static BaseLayer zero(BaseLayer layer) {
    layer.setWeightInitFn(WeightInit.ZERO.getWeightInitFunction());
    return layer;
  }

  /** A linear layer of a linear path. */
  static KernelDense path(int inputs, int outputs, boolean bias) {
    return KernelDense.linear(inputs, outputs, bias, WeightInit.XAVIER);
  }

  /** (channels, height, width) to (outputs, height / 2, width / 2), linear. */
  static ConvolutionLayer halving(int inputs, int outputs, HiddenUnits units) {
    return new KernelConvolution(
        moving(new ConvolutionLayer.Builder(KERNEL, KERNEL), inputs, units.weighted(outputs))
            .hasBias(units.hasBias()));
  }

  /** (channels, height, width) to (outputs, 2 × height, 2 × width), linear. */
  static Deconvolution2D doubling(int inputs, int outputs, HiddenUnits units) {
    return new KernelDeconvolution(
        moving(new Deconvolution2D.Builder(KERNEL, KERNEL), inputs, units.weighted(outputs))
            .hasBias(units.hasBias()));
  }

  /** The same as the decoder's last layer. */
  static Deconvolution2D doublingToLogits(int inputs, int outputs) {
    return new KernelDeconvolution(
        moving(new Deconvolution2D.Builder(KERNEL, KERNEL), inputs, outputs));
  }

  private static <B extends ConvolutionLayer.BaseConvBuilder<B>> B moving(
      B builder, int inputs, int outputs) {
    return builder
        .stride(STRIDE, STRIDE)
        .padding(PADDING, PADDING)
        .convolutionMode(ConvolutionMode.Truncate)
        .nIn(inputs)
        .nOut(outputs)
        .activation(Activation.IDENTITY)
        .weightInit(WeightInit.RELU);
  }
}
