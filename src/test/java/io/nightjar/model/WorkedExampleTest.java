package io.nightjar.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.image.ImageShape;
import io.nightjar.runtime.NativeLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@code docs/worked-example.md}, {@link WorkedExample} and the graph say the same. */
class WorkedExampleTest {
  private static final double ALLOWED = 1e-6;
  private static final Path TEXT = Path.of("docs/worked-example.md");

  /** For example {@code | `mu` | μ = … | 0.123456 |}. */
  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\|.*\\| (-?\\d+\\.\\d{6}) \\|");

  private static Map<String, Double> byHand;
  private static ComputationGraph graph;

  @BeforeAll
  static void workItOut() {
    NativeLibraries.prepare();
    byHand = WorkedExample.values();
    Autoencoder model =
        new Autoencoder(
            new DenseArchitecture(List.of(1), Activation.TANH),
            new ImageShape(1, 1, 2),
            new Latent(1, Latent.Kind.VARIATIONAL),
            new Objective(new BernoulliLikelihood(), WorkedExample.BETA));
    graph = model.graph(TestModels.forGradientChecks());
    set("encoder.0_W", WorkedExample.W1);
    set("encoder.0_b", WorkedExample.B1);
    set("posterior_W", WorkedExample.W2);
    set("posterior_b", WorkedExample.B2);
    set("decoder.0_W", WorkedExample.W3);
    set("decoder.0_b", WorkedExample.B3);
    set("logits_W", WorkedExample.W4);
    set("logits_b", WorkedExample.B4);
    step();
  }

  private static void set(String parameter, double... values) {
    INDArray array = graph.getParam(parameter);
    array.assign(Nd4j.create(values, array.shape(), DataType.DOUBLE));
  }

  private static void step() {
    INDArray pixels = Nd4j.create(WorkedExample.X, new long[] {1, 1, 1, 2}, DataType.DOUBLE);
    INDArray targets = Nd4j.create(WorkedExample.X, new long[] {1, 2}, DataType.DOUBLE);
    INDArray epsilon =
        Nd4j.create(new double[] {WorkedExample.EPSILON}, new long[] {1, 1}, DataType.DOUBLE);
    INDArray beta =
        Nd4j.create(new double[] {WorkedExample.BETA}, new long[] {1, 1}, DataType.DOUBLE);
    graph.setInputs(pixels, epsilon);
    graph.setLabels(targets, beta);
    graph.computeGradientAndScore();
  }

  @Test
  void graphGoesForwardsAsByHand() {
    assertThat(graph.score()).isCloseTo(byHand.get("loss"), within(ALLOWED));
    assertThat(-byHand.get("elbo"))
        .isCloseTo(byHand.get("reconstruction") + byHand.get("kl"), within(ALLOWED));
  }

  @Test
  void graphHasEveryGradientAsByHand() {
    assertGradient("logits_W", "dW4_1", "dW4_2");
    assertGradient("logits_b", "db4_1", "db4_2");
    assertGradient("decoder.0_W", "dW3");
    assertGradient("decoder.0_b", "db3");
    assertGradient("posterior_W", "dW2_mu", "dW2_log_var");
    assertGradient("posterior_b", "db2_mu", "db2_log_var");
    assertGradient("encoder.0_W", "dW1_1", "dW1_2");
    assertGradient("encoder.0_b", "db1");
  }

  private static void assertGradient(String parameter, String... names) {
    Gradient gradient = graph.gradient();
    double[] actual = gradient.getGradientFor(parameter).dup('c').data().asDouble();
    assertThat(actual).as(parameter).hasSize(names.length);
    for (int i = 0; i < names.length; i++) {
      assertThat(actual[i]).as(names[i]).isCloseTo(byHand.get(names[i]), within(ALLOWED));
    }
  }

  /** The whole arithmetic once more, without derivatives: the loss moves as the gradient says. */
  @Test
  void gradientsAreSlopesOfTheLoss() {
    double before = byHand.get("loss");
    double step = 1e-6;
    INDArray weight = graph.getParam("encoder.0_W");
    weight.putScalar(0, WorkedExample.W1[0] + step);
    step();
    double slope = (graph.score() - before) / step;
    weight.putScalar(0, WorkedExample.W1[0]);
    step();
    assertThat(slope).isCloseTo(byHand.get("dW1_1"), within(1e-5));
  }

  @Test
  void textHasTheNumbersThatComeOut() throws IOException {
    Map<String, String> written = new LinkedHashMap<>();
    for (String line : Files.readAllLines(TEXT)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        written.put(row.group(1), row.group(2));
      }
    }
    Map<String, String> expected = new LinkedHashMap<>();
    byHand.forEach((name, value) -> expected.put(name, String.format(Locale.ROOT, "%.6f", value)));
    assertThat(written).containsExactlyEntriesOf(expected);
  }
}
