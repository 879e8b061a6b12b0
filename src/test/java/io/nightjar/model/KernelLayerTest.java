package io.nightjar.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.image.ImageShape;
import io.nightjar.runtime.NativeLibraries;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** What kernels compute in single precision is what DL4J's own layers compute in double. */
class KernelLayerTest {
  private static final double TOLERANCE = 2e-5;

  @BeforeAll
  static void nativeLibraries() {
    NativeLibraries.prepare();
  }

  @ParameterizedTest
  @MethodSource({"io.nightjar.model.TestModels#all", "real"})
  void outputsAreThoseOfPlainLayers(Autoencoder model) {
    Minibatch batch = minibatch(model);
    INDArray[] fast = graph(model, DataType.FLOAT).output(false, batch.inputs());
    INDArray[] plain = graph(model, DataType.DOUBLE).output(false, doubles(batch.inputs()));
    for (int i = 0; i < fast.length; i++) {
      assertClose(fast[i], plain[i]);
    }
  }

  @ParameterizedTest
  @MethodSource({"io.nightjar.model.TestModels#all", "real"})
  void gradientsAreThoseOfPlainLayers(Autoencoder model) {
    Minibatch batch = minibatch(model);
    ComputationGraph fast = graph(model, DataType.FLOAT);
    ComputationGraph plain = graph(model, DataType.DOUBLE);
    fast.fit(batch.dataSet(0.7));
    plain.fit(new MultiDataSet(doubles(batch.inputs()), doubles(batch.dataSet(0.7).getLabels())));
    assertClose(fast.getFlattenedGradients(), plain.getFlattenedGradients());
  }

  /** The sizes that people train. */
  static Stream<Autoencoder> real() {
    ImageShape grey = new ImageShape(1, 28, 28);
    ImageShape colour = new ImageShape(3, 16, 16);
    return Stream.of(
        model(new ConvolutionalArchitecture(List.of(32, 64), 256, Activation.ELU), grey),
        model(new ConvolutionalArchitecture(List.of(8, 24), 32, Activation.LEAKY_RELU), colour),
        model(new ConvolutionalArchitecture(List.of(16, 24), 64, Activation.GATED), grey),
        model(new DenseArchitecture(List.of(300, 70), Activation.GATED), grey),
        model(new DenseArchitecture(List.of(512, 256), Activation.RELU), grey));
  }

  private static Autoencoder model(Architecture architecture, ImageShape image) {
    return new Autoencoder(
        architecture,
        image,
        new Latent(20, Latent.Kind.VARIATIONAL),
        new Objective(new BernoulliLikelihood(), 0.7));
  }

  private static Minibatch minibatch(Autoencoder model) {
    return Minibatch.forTraining(model, TestModels.images(model, 5), TestModels.keys(5));
  }

  private static ComputationGraph graph(Autoencoder model, DataType type) {
    ComputationGraph graph = model.graph(new Optimization(new Sgd(1e-3), 5, type));
    if (type == DataType.DOUBLE) {
      INDArray same = model.graph(new Optimization(new Sgd(1e-3), 5, DataType.FLOAT)).params();
      graph.setParams(same.castTo(DataType.DOUBLE));
    }
    return graph;
  }

  private static INDArray[] doubles(INDArray... arrays) {
    return Arrays.stream(arrays)
        .map(array -> array.castTo(DataType.DOUBLE))
        .toArray(INDArray[]::new);
  }

  /** By the largest difference, measured against the largest number. */
  private static void assertClose(INDArray fast, INDArray plain) {
    INDArray exact = plain.dup('c');
    double difference = fast.castTo(DataType.DOUBLE).dup('c').sub(exact).amaxNumber().doubleValue();
    assertThat(difference / exact.amaxNumber().doubleValue()).isLessThan(TOLERANCE);
  }
}
