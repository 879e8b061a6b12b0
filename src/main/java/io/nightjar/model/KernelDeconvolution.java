package io.nightjar.model;

import io.nightjar.kernel.LayerShape;
import io.nightjar.kernel.TransposedConvolution;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's transposed convolution of square kernels, which computes with kernels in single precision.
 */
public final class KernelDeconvolution extends Deconvolution2D implements KernelLayer.Form {
  private static final long serialVersionUID = 1L;

  private boolean first;

  KernelDeconvolution(BaseConvBuilder<?> builder) {
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
    return new TransposedConvolution(
        getNIn(), input.size(2), input.size(3), getNOut(), KernelConvolution.window(this));
  }
}
