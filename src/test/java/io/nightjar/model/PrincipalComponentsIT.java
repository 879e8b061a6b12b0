package io.nightjar.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.CounterRandom;
import io.nightjar.SharedSpark;
import io.nightjar.image.ImageShape;
import io.nightjar.runtime.NativeLibraries;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.mllib.linalg.Matrix;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.linalg.distributed.RowMatrix;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A linear autoencoder can do no better than principal component analysis of its latent's size, and
 * reaches it; so does a variational one whose KL weighs nothing, as its deviations go to 0.
 *
 * @see <a href="https://doi.org/10.1016/0893-6080(89)90014-2">Baldi and Hornik 1989, fact 4</a>
 */
class PrincipalComponentsIT {
  private static final int IMAGES = 128;
  private static final int PIXELS = 16;
  private static final int LATENTS = 3;

  /** The last steps are small ones, to settle. */
  private static final int SETTLING = 1_000;

  private static byte[] images;
  private static double optimum;

  @BeforeAll
  static void findTheOptimum() {
    NativeLibraries.prepare();
    images = images();
    optimum = principalComponentsError();
  }

  @Test
  void linearAutoencoderReachesThem() {
    assertThat(trained(Latent.Kind.PLAIN, 1, 3_500)).isBetween(0.999 * optimum, 1.02 * optimum);
  }

  /** More steps: the deviations have to go first. */
  @Test
  void variationalOneWithoutKlIsTheSame() {
    assertThat(trained(Latent.Kind.VARIATIONAL, 0, 5_000))
        .isBetween(0.999 * optimum, 1.02 * optimum);
  }

  /** Mean squared error a pixel of the trained network, by mean latents. */
  private static double trained(Latent.Kind kind, double beta, int steps) {
    Autoencoder model =
        new Autoencoder(
            new DenseArchitecture(List.of(12), Activation.IDENTITY),
            new ImageShape(1, 4, 4),
            new Latent(LATENTS, kind),
            new Objective(new GaussianLikelihood(0.2), beta));
    ComputationGraph graph = model.graph(Optimization.adam(0.01, 2));
    for (int step = 0; step < steps; step++) {
      long epoch = step;
      if (step == steps - SETTLING) {
        graph.setLearningRate(0.001);
      }
      long[] keys = LongStream.range(0, IMAGES).map(i -> CounterRandom.bits(7, epoch, i)).toArray();
      graph.fit(Minibatch.forTraining(model, images, keys).dataSet(beta));
    }
    return Elbo.of(model, graph, Minibatch.withoutNoise(model, images))
        .meanSquaredError(model.image());
  }

  /** Three strong directions around mid-grey, and three weak ones. */
  private static byte[] images() {
    float[] directions = new float[6 * PIXELS];
    CounterRandom.gaussians(directions, 0, directions.length, 1);
    byte[] images = new byte[IMAGES * PIXELS];
    for (int i = 0; i < IMAGES; i++) {
      float[] factors = new float[6];
      CounterRandom.gaussians(factors, 0, 6, 2, i);
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        double value = 0.5;
        for (int d = 0; d < 6; d++) {
          value += (d < LATENTS ? 0.08 : 0.02) * factors[d] * directions[d * PIXELS + pixel];
        }
        images[i * PIXELS + pixel] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
      }
    }
    return images;
  }

  private static double principalComponentsError() {
    double[][] centred = centred();
    List<Vector> rows = new ArrayList<>();
    for (double[] row : centred) {
      rows.add(Vectors.dense(row));
    }
    JavaRDD<Vector> distributed = SharedSpark.context().parallelize(rows, 2);
    Matrix components = new RowMatrix(distributed.rdd()).computePrincipalComponents(LATENTS);
    double error = 0;
    for (double[] row : centred) {
      Vector scores = components.transpose().multiply(Vectors.dense(row));
      Vector back = components.multiply(scores);
      error += Vectors.sqdist(back, Vectors.dense(row));
    }
    return error / (IMAGES * PIXELS);
  }

  private static double[][] centred() {
    Autoencoder any =
        new Autoencoder(
            new DenseArchitecture(List.of(1), Activation.IDENTITY),
            new ImageShape(1, 4, 4),
            new Latent(1, Latent.Kind.PLAIN),
            new Objective(new GaussianLikelihood(1), 1));
    INDArray pixels = Minibatch.withoutNoise(any, images).targets();
    return pixels.subRowVector(pixels.mean(0)).toDoubleMatrix();
  }
}
