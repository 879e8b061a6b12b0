package io.nightjar.model;

import io.nightjar.kernel.Convolution;
import io.nightjar.kernel.LayerShape;
import io.nightjar.kernel.Window;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's convolution of square kernels, which computes with kernels in single precision. */
public final class KernelConvolution extends ConvolutionLayer implements KernelLayer.Form {
  private static final long serialVersionUID = 1L;

  private boolean first;

  KernelConvolution(BaseConvBuilder<?> builder) {
    super(builder);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    Layer plain =
        super.instantiate(configuration, listeners, index, parameters, initialize, dataType);
    return KernelLayer.inPlaceOf(plain, configuration, parameters, dataType, this);
  }

  @Override
  public boolean first() {
    return first;
  }

  @Override
  public void setFirst() {
    first = true;
  }

  @Override
  public LayerShape shape(INDArray input) {
    return new Convolution(getNIn(), input.size(2), input.size(3), getNOut(), window(this));
  }

  /** Of a layer whose height and width are treated alike. */
  static Window window(ConvolutionLayer layer) {
    return new Window(layer.getKernelSize()[0], layer.getStride()[0], layer.getPadding()[0]);
  }
}
