package io.nightjar.model;

import io.nightjar.kernel.Dense;
import io.nightjar.kernel.LayerShape;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's dense layer, which computes with kernels in single precision. */
public final class KernelDense extends DenseLayer implements KernelLayer.Form {
  private static final long serialVersionUID = 1L;

  private boolean first;

  /** Without a non-linearity. */
  static KernelDense linear(int inputs, int outputs, boolean bias, WeightInit weights) {
    KernelDense layer = new KernelDense();
    layer.setNIn(inputs);
    layer.setNOut(outputs);
    layer.setHasBias(bias);
    layer.setActivationFn(new ActivationIdentity());
    layer.setWeightInitFn(weights.getWeightInitFunction());
    layer.setBiasInit(Double.NaN); // not a number, or null: as the whole network has it
    layer.setGainInit(Double.NaN);
    layer.setGradientNormalization(null);
    layer.setGradientNormalizationThreshold(Double.NaN);
    return layer;
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
    return new Dense(getNIn(), getNOut());
  }
}
