package io.nightjar.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.runtime.NativeLibraries;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class StepRuleTest {
  private static final int IMAGES = 6;

  private final Autoencoder model = TestModels.all().findFirst().orElseThrow();

  @BeforeAll
  static void prepare() {
    NativeLibraries.prepare();
  }

  @Test
  void theRateGrowsThenFallsAlongACosine() {
    LearningRate rate = new LearningRate(1, 4, 10, 0.2);
    assertThat(rate.at(0)).isEqualTo(0.25);
    assertThat(rate.at(3)).isEqualTo(1);
    assertThat(rate.at(4)).isEqualTo(1);
    assertThat(rate.at(9)).isEqualTo(0.6, within(1e-12)); // half-way
    assertThat(rate.at(14)).isEqualTo(0.2, within(1e-12));
    assertThat(rate.at(1_000)).isEqualTo(0.2, within(1e-12));
    assertThat(new LearningRate(1, 4, 0, 0).at(1_000)).isEqualTo(1);
  }

  @Test
  void aFloorAboveThePeakIsRefused() {
    assertThatThrownBy(() -> new LearningRate(0.1, 0, 0, 0.2))
        .hasMessage("learning-rate-floor: 0.2 (expected 0 to learning-rate)");
  }

  @Test
  void stepsFollowTheSchedule() {
    StepRule scheduled =
        new StepRule(Optimizer.SGD, new LearningRate(0.1, 4, 0, 0), GradientClipping.NONE);
    ComputationGraph graph = model.graph(scheduled.optimization(1));
    ComputationGraph constant = model.graph(sgd(0.1, GradientClipping.NONE).optimization(1));
    INDArray quarter = change(graph);
    INDArray whole = change(constant);
    assertThat(quarter.mul(4).equalsWithEps(whole, 1e-6)).isTrue();
    assertThat(whole.norm2Number().doubleValue()).isPositive();
  }

  @Test
  void clippingByLayerBoundsEachLayersStep() {
    double threshold = 1e-3;
    ComputationGraph graph =
        model.graph(
            sgd(1, new GradientClipping(GradientClipping.Kind.LAYER_NORM, threshold))
                .optimization(1));
    INDArray change = change(graph);
    int clipped = 0;
    long offset = 0;
    for (Layer layer : graph.getLayers()) {
      long size = layer.numParams();
      if (size > 0) {
        double norm = norm(change, offset, size);
        assertThat(norm).isLessThan(threshold * 1.001);
        clipped += norm > threshold * 0.999 ? 1 : 0;
        offset += size;
      }
    }
    assertThat(clipped).isPositive();
    assertThat(
            change(model.graph(sgd(1, GradientClipping.NONE).optimization(1)))
                .norm2Number()
                .doubleValue())
        .isGreaterThan(threshold * 10);
  }

  @Test
  void clippingByElementBoundsEachNumbersStep() {
    ComputationGraph graph =
        model.graph(
            sgd(1, new GradientClipping(GradientClipping.Kind.ELEMENT, 1e-3)).optimization(1));
    double largest = change(graph).amaxNumber().doubleValue();
    assertThat(largest).isEqualTo(1e-3, within(1e-6));
  }

  private static StepRule sgd(double rate, GradientClipping clipping) {
    return new StepRule(Optimizer.SGD, LearningRate.constant(rate), clipping);
  }

  /** What one step does to the parameters. */
  private INDArray change(ComputationGraph graph) {
    INDArray before = graph.params().dup();
    long[] keys = {1, 2, 3, 4, 5, 6};
    graph.fit(Minibatch.forTraining(model, TestModels.images(model, IMAGES), keys).dataSet(1));
    return graph.params().sub(before);
  }

  private static double norm(INDArray values, long from, long size) {
    double sum = 0;
    for (long i = from; i < from + size; i++) {
      sum += Math.pow(values.getDouble(i), 2);
    }
    return Math.sqrt(sum);
  }
}
