package io.nightjar.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.CounterRandom;
import io.nightjar.image.ImageShape;
import io.nightjar.runtime.NativeLibraries;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a trained variational autoencoder makes of the prior is like the data, pixel by pixel. */
class PriorSamplesTest {
  private static final int IMAGES = 512;
  private static final int PIXELS = 36;
  private static final int BATCH = 64;
  private static final int STEPS = 2_000;
  private static final double STDDEV = 0.2;

  private static final Autoencoder MODEL =
      new Autoencoder(
          new DenseArchitecture(List.of(32, 16), Activation.TANH),
          new ImageShape(1, 6, 6),
          new Latent(3, Latent.Kind.VARIATIONAL),
          new Objective(new GaussianLikelihood(STDDEV), 1));

  private static ComputationGraph graph;

  @BeforeAll
  static void train() {
    NativeLibraries.prepare();
    graph = MODEL.graph(Optimization.adam(0.003, 1));
    byte[] images = images();
    for (int step = 0; step < STEPS; step++) {
      long epoch = step;
      long[] keys = LongStream.range(0, BATCH).map(i -> CounterRandom.bits(3, epoch, i)).toArray();
      int from = step * BATCH % IMAGES * PIXELS;
      byte[] batch = Arrays.copyOfRange(images, from, from + BATCH * PIXELS);
      graph.fit(Minibatch.forTraining(MODEL, batch, keys).dataSet(1));
    }
  }

  /** Grey blobs whose centre and brightness are drawn. */
  private static byte[] images() {
    byte[] images = new byte[IMAGES * PIXELS];
    for (int i = 0; i < IMAGES; i++) {
      double x = 1.5 + 2 * CounterRandom.uniform(1, i);
      double y = 1.5 + 2 * CounterRandom.uniform(2, i);
      double brightness = 0.4 + 0.6 * CounterRandom.uniform(3, i);
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        int row = pixel / 6;
        double dx = pixel % 6 - x;
        double dy = row - y;
        images[i * PIXELS + pixel] =
            (byte) Math.round(255 * brightness * Math.exp(-(dx * dx + dy * dy) / 4));
      }
    }
    return images;
  }

  @Test
  void haveTheDatasMeansAndVariances() {
    INDArray data = Minibatch.withoutNoise(MODEL, images()).targets();
    INDArray samples = samples();
    INDArray means = data.mean(0).sub(samples.mean(0));
    INDArray variances = data.var(0).sub(samples.var(0));
    assertThat(means.norm1Number().doubleValue() / PIXELS).as("means").isCloseTo(0, within(0.03));
    assertThat(variances.norm1Number().doubleValue() / PIXELS)
        .as("variances")
        .isCloseTo(0, within(0.006));
    assertThat(data.var(0).meanNumber().doubleValue()).as("to compare with").isGreaterThan(0.015);
  }

  private static INDArray samples() {
    int size = MODEL.latent().size();
    float[] z = new float[IMAGES * size];
    CounterRandom.gaussians(z, 0, z.length, 9);
    ComputationGraph decoder = MODEL.decoder(Optimization.adam(1, 0));
    for (String name : decoder.paramTable().keySet()) {
      decoder.getParam(name).assign(graph.getParam(name));
    }
    INDArray logits = decoder.outputSingle(Nd4j.create(z, new int[] {IMAGES, size}));
    return MODEL.likelihood().mean(logits);
  }
}
