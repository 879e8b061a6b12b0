package io.nightjar.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.image.ImageShape;
import io.nightjar.runtime.NativeLibraries;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Adam by kernels is DL4J's Adam. */
class KernelUpdaterTest {
  private static final Autoencoder MODEL =
      new Autoencoder(
          new DenseArchitecture(List.of(300, 70), Activation.RELU),
          new ImageShape(1, 10, 10),
          new Latent(5, Latent.Kind.VARIATIONAL),
          new Objective(TestModels.BERNOULLI, 1));

  @BeforeAll
  static void nativeLibraries() {
    NativeLibraries.prepare();
  }

  @Test
  void takesTheStepsOfPlainAdam() {
    ComputationGraph fast = MODEL.graph(Optimization.adam(0.01, 1));
    ComputationGraph plain = MODEL.graph(Optimization.adam(0.01, 1));
    plain.setUpdater(new ComputationGraphUpdater(plain));
    assertThat(fast.numParams()).isGreaterThan(3 * 16_384L); // several chunks and a rest
    INDArray before = fast.params().dup();
    for (int step = 0; step < 5; step++) {
      byte[] images = TestModels.images(MODEL, 7);
      long[] keys = TestModels.keys(7);
      fast.fit(Minibatch.forTraining(MODEL, images, keys).dataSet(1));
      plain.fit(Minibatch.forTraining(MODEL, images, keys).dataSet(1));
    }
    assertClose(fast.params(), plain.params(), 2e-3 * largest(plain.params().sub(before)));
    assertClose(
        fast.getUpdater().getStateViewArray(),
        plain.getUpdater().getStateViewArray(),
        1e-4 * largest(plain.getUpdater().getStateViewArray()));
  }

  /** AdamW's step is Adam's and, of the weights alone, the step size times the decay of each. */
  @Test
  void decayTakesItsPartOffTheWeightsAndLeavesBiasesAlone() {
    LearningRate rate = new LearningRate(0.01, 4, 0, 0);
    StepRule adam = new StepRule(Optimizer.ADAM, rate, GradientClipping.NONE);
    StepRule decaying = new StepRule(Optimizer.ADAM, rate, GradientClipping.NONE, 0.5);
    assertDecays(adam, decaying, 0.0025 * 0.5);
    StepRule sgd = new StepRule(Optimizer.SGD, rate, GradientClipping.NONE);
    StepRule decayingSgd = new StepRule(Optimizer.SGD, rate, GradientClipping.NONE, 0.5);
    assertDecays(sgd, decayingSgd, 0.0025 * 0.5);
  }

  private static void assertDecays(StepRule plain, StepRule decaying, double part) {
    ComputationGraph one = MODEL.graph(plain.optimization(1));
    ComputationGraph other = MODEL.graph(decaying.optimization(1));
    INDArray before = one.getLayer("encoder.0").getParam("W").dup();
    for (ComputationGraph graph : List.of(one, other)) {
      graph.getLayer("encoder.0").getParam("b").assign(0.5);
      byte[] images = TestModels.images(MODEL, 7);
      graph.fit(Minibatch.forTraining(MODEL, images, TestModels.keys(7)).dataSet(1));
    }
    for (String layer : List.of("encoder.0", "posterior", "logits")) {
      INDArray bias = one.getLayer(layer).getParam("b");
      assertThat(other.getLayer(layer).getParam("b")).isEqualTo(bias);
    }
    INDArray difference =
        one.getLayer("encoder.0").getParam("W").sub(other.getLayer("encoder.0").getParam("W"));
    assertClose(difference, before.mul(part), 1e-6);
    assertThat(largest(difference)).isGreaterThan(1e-4);
  }

  private static void assertClose(INDArray one, INDArray other, double tolerance) {
    assertThat(largest(one.sub(other))).isLessThan(tolerance);
  }

  private static double largest(INDArray array) {
    return array.amaxNumber().doubleValue();
  }
}
