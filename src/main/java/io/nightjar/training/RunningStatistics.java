package io.nightjar.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a batch normalization's running means and variances lie among a graph's flat parameters.
 *
 * @param mean of the first unit
 * @param variance of the first unit
 * @param units how many
 */
record RunningStatistics(int mean, int variance, int units) implements Serializable {

  /** Those of every batch normalization in a graph. */
  static List<RunningStatistics> of(ComputationGraph graph) {
    List<RunningStatistics> all = new ArrayList<>();
    for (Layer layer : graph.getLayers()) {
      Map<String, INDArray> parameters = layer.paramTable();
      INDArray mean = parameters.get(BatchNormalizationParamInitializer.GLOBAL_MEAN);
      INDArray variance = parameters.get(BatchNormalizationParamInitializer.GLOBAL_VAR);
      if (variance != null) {
        all.add(
            new RunningStatistics(
                (int) mean.offset(), (int) variance.offset(), (int) mean.length()));
      }
    }
    return all;
  }

  /** Copies them from one graph's parameters to another's. */
  void copy(float[] from, float[] to) {
    System.arraycopy(from, mean, to, mean, units);
    System.arraycopy(from, variance, to, variance, units);
  }

  /** The units' running means among a worker's parameters. */
  float[] means(float[] parameters) {
    return Arrays.copyOfRange(parameters, mean, mean + units);
  }

  /**
   * Adds what an average of variances leaves out: over several populations Var = E[var] +
   * Var[mean].
   *
   * @param average of the workers' parameters, changed in place
   * @param weights of the workers, summing to 1
   * @param means each worker's {@link #means}
   */
  void pool(float[] average, double[] weights, List<float[]> means) {
    for (int unit = 0; unit < units; unit++) {
      double between = 0;
      for (int worker = 0; worker < weights.length; worker++) {
        double apart = (double) means.get(worker)[unit] - average[mean + unit];
        between += weights[worker] * apart * apart;
      }
      average[variance + unit] += (float) between;
    }
  }
}
