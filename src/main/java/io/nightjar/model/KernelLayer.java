package io.nightjar.model;

import io.nightjar.kernel.LayerKernel;
import io.nightjar.kernel.LayerShape;
import io.nightjar.kernel.Nonlinearity;
import io.nightjar.kernel.Recent;
import java.lang.ref.Reference;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense or convolutional layer that computes with {@link LayerKernel}. Keeps its output for the
 * way back, where DL4J's own layers compute it again.
 */
final class KernelLayer extends BaseLayer<FeedForwardLayer> {
  private static final long serialVersionUID = 1L;
  private static final String WEIGHTS = "W";
  private static final String BIAS = "b";

  /** What one kind of layer knows of itself. */
  interface Form {
    /** The layer's sizes for such an input. */
    LayerShape shape(INDArray input);

    /** Whether the input is data, to which no gradient needs to flow. */
    boolean first();

    /** Makes it so. */
    void setFirst();
  }

  private final transient Form form;
  private final transient Recent<LayerKernel> kernels = new Recent<>();
  private final transient Layouts layouts = new Layouts();
  private INDArray result;

  KernelLayer(NeuralNetConfiguration configuration, DataType dataType, Form form) {
    super(configuration, dataType);
    this.form = form;
  }

  /**
   * The layer that computes with kernels where there is one for it, else the plain one: DL4J's own
   * serve double precision, with which gradients are checked.
   */
  static Layer inPlaceOf(
      Layer plain,
      NeuralNetConfiguration configuration,
      INDArray parameters,
      DataType dataType,
      Form form) {
    FeedForwardLayer layer = (FeedForwardLayer) configuration.getLayer();
    if (dataType != DataType.FLOAT || !has(layer.getActivationFn())) {
      return plain;
    }
    KernelLayer fast = new KernelLayer(configuration, dataType, form);
    fast.setListeners(plain.getListeners());
    fast.setIndex(plain.getIndex());
    fast.setParamsViewArray(parameters);
    fast.setParamTable(plain.paramTable());
    return fast;
  }

  @Override
  public Type type() {
    return Type.FEED_FORWARD;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray x = layouts.fit(input, ArrayType.ACTIVATIONS, workspaces);
    long[] sizes = form.shape(x).outputSizes(x.size(0));
    INDArray y = Layouts.create(ArrayType.ACTIVATIONS, workspaces, sizes);
    kernel(x).forward(Layouts.data(x), parameter(WEIGHTS), parameter(BIAS), Layouts.data(y));
    input = x;
    result = y;
    return y;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray gradient = layouts.fit(epsilon, ArrayType.ACTIVATION_GRAD, workspaces);
    try {
      return backprop(Layouts.data(gradient), workspaces);
    } finally {
      Reference.reachabilityFence(gradient); // its memory is used through a bare pointer
    }
  }

  private Pair<Gradient, INDArray> backprop(Pointer byOutput, LayerWorkspaceMgr workspaces) {
    LayerKernel kernel = kernel(input);
    kernel.backwardNonlinearity(Layouts.data(result), byOutput);
    kernel.backwardWeights(Layouts.data(input), byOutput, gradient(WEIGHTS), gradient(BIAS));
    Gradient gradients = new DefaultGradient();
    gradientViews.forEach(gradients::setGradientFor);
    return new Pair<>(gradients, form.first() ? null : byInput(kernel, byOutput, workspaces));
  }

  private INDArray byInput(LayerKernel kernel, Pointer byOutput, LayerWorkspaceMgr workspaces) {
    INDArray byInput = Layouts.create(ArrayType.ACTIVATION_GRAD, workspaces, input.shape());
    kernel.backwardInput(byOutput, parameter(WEIGHTS), Layouts.data(byInput));
    return byInput;
  }

  private LayerKernel kernel(INDArray x) {
    LayerShape shape = form.shape(x);
    return kernels.get(List.of(shape, x.size(0)), () -> kernel(shape, x.size(0)));
  }

  private LayerKernel kernel(LayerShape shape, long batch) {
    IActivation activation = layerConf().getActivationFn();
    return new LayerKernel(shape, batch, nonlinearity(activation), alpha(activation));
  }

  /** Whether there is a kernel for this activation. */
  static boolean has(IActivation activation) {
    return activation instanceof ActivationIdentity
        || activation instanceof ActivationReLU
        || activation instanceof ActivationLReLU
        || activation instanceof ActivationELU
        || activation instanceof ActivationTanH;
  }

  private static Nonlinearity nonlinearity(IActivation activation) {
    if (activation instanceof ActivationTanH) {
      return Nonlinearity.TANH;
    }
    if (activation instanceof ActivationELU) {
      return Nonlinearity.ELU;
    }
    return activation instanceof ActivationIdentity ? Nonlinearity.IDENTITY : Nonlinearity.RELU;
  }

  private static double alpha(IActivation activation) {
    if (activation instanceof ActivationLReLU leaky) {
      return leaky.getAlpha();
    }
    return activation instanceof ActivationELU elu ? elu.getAlpha() : 0;
  }

  private Pointer parameter(String key) {
    INDArray array = params.get(key);
    return array == null ? null : Layouts.data(array);
  }

  private Pointer gradient(String key) {
    INDArray array = gradientViews.get(key);
    return array == null ? null : Layouts.data(array);
  }

  @Override
  public void clear() {
    super.clear();
    result = null;
  }
}
