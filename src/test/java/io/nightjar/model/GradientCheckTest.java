package io.nightjar.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.runtime.NativeLibraries;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.GraphConfig;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Every graph's analytic gradient against central differences, in double precision. */
class GradientCheckTest {
  private static final double STEP = 1e-5;
  private static final double LARGEST_RELATIVE_ERROR = 1e-5;
  private static final double NEGLIGIBLE = 1e-8;

  @BeforeAll
  static void nativeLibraries() {
    NativeLibraries.prepare();
  }

  @ParameterizedTest
  @MethodSource("io.nightjar.model.TestModels#all")
  void agreesWithCentralDifferences(Autoencoder model) {
    DataType before = Nd4j.defaultFloatingPointType();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    try {
      ComputationGraph graph = model.graph(TestModels.forGradientChecks());
      MultiDataSet batch = minibatch(model).dataSet(model.objective().kl().beta());
      boolean right =
          GradientCheckUtil.checkGradients(
              new GraphConfig()
                  .net(graph)
                  .inputs(batch.getFeatures())
                  .labels(batch.getLabels())
                  .epsilon(STEP)
                  .maxRelError(LARGEST_RELATIVE_ERROR)
                  .minAbsoluteError(NEGLIGIBLE)
                  .excludeParams(runningStatistics(graph)));
      assertThat(right).isTrue();
    } finally {
      Nd4j.setDefaultDataTypes(before, before);
    }
  }

  /** They follow the minibatches by their own rule and no gradient. */
  private static Set<String> runningStatistics(ComputationGraph graph) {
    return graph.paramTable().keySet().stream()
        .filter(name -> name.endsWith("_mean") || name.endsWith("_var"))
        .collect(Collectors.toSet());
  }

  private static Minibatch minibatch(Autoencoder model) {
    Minibatch batch = Minibatch.forTraining(model, TestModels.images(model, 3), TestModels.keys(3));
    return new Minibatch(
        batch.pixels().castTo(DataType.DOUBLE),
        batch.targets().castTo(DataType.DOUBLE),
        inDouble(batch.epsilon()),
        inDouble(batch.dropout()),
        batch.draws());
  }

  private static INDArray inDouble(INDArray array) {
    return array == null ? null : array.castTo(DataType.DOUBLE);
  }
}
