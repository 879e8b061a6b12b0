package io.nightjar.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.bundle.ContentSample;
import io.nightjar.bundle.PixelRules;
import io.nightjar.bundle.Provenance.DataSet;
import io.nightjar.bundle.Provenance.Epoch;
import io.nightjar.bundle.Provenance.Metrics;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Resize;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.BernoulliLikelihood;
import io.nightjar.model.GaussianLikelihood;
import io.nightjar.model.KlWeight;
import io.nightjar.model.Latent;
import io.nightjar.model.Likelihood;
import io.nightjar.model.Objective;
import io.nightjar.model.Targets;
import io.nightjar.model.TestModels;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LearningCurveTest {
  private static final Color FIRST = ChartStyle.PALETTE.get(0);
  private static final Color SECOND = ChartStyle.PALETTE.get(1);

  private static final DataSet HERE = data("file:/here", "train", "00");
  private static final List<Epoch> EPOCHS = List.of(epoch(1, 60, 9, 1), epoch(2, 120, 7, 1));

  private static final Likelihood BERNOULLI = new BernoulliLikelihood();

  @Test
  void countsMinutesFromWhatEachEpochTook() {
    var run = run("run", List.of(epoch(1, 600, 9, 10.0), epoch(2, 1200, 8, 5.0)));

    assertThat(run.minutes()).containsExactly(new double[] {1, 3}, within(1e-12));
  }

  @Test
  void givesTheHeightToWhatFollowsTheSteepBeginning() {
    List<Epoch> history =
        IntStream.rangeClosed(1, 50).mapToObj(i -> epoch(i, i * 60L, loss(i), 1)).toList();

    BufferedImage image = new LearningCurve(List.of(run("a", history))).draw();

    // Were the first epoch's 10,000 shown, the others would be one level line.
    assertThat(height(image, FIRST)).isGreaterThan(image.getHeight() * 3 / 4);
  }

  private static double loss(int epoch) {
    return epoch == 1 ? 10_000 : 100 - epoch;
  }

  @Test
  void drawsEveryRunInAColourOfItsOwn() {
    var a = run("same name", List.of(epoch(1, 60, 9, 1), epoch(2, 120, 7, 1)));
    var b = run("same name", List.of(epoch(1, 60, 8, 1), epoch(2, 120, 6, 1)));

    BufferedImage both = new LearningCurve(List.of(a, b)).draw();
    BufferedImage one = new LearningCurve(List.of(a)).draw();

    assertThat(height(both, SECOND)).isPositive();
    assertThat(height(one, SECOND)).isZero();
    assertThat(height(one, FIRST)).isPositive();
  }

  @Test
  void drawsARunWithoutHeldOutImages() {
    var epoch = new Epoch(1, 60, 9, null, 1);

    BufferedImage image =
        new LearningCurve(List.of(run("a", List.of(epoch, new Epoch(2, 120, 7, null, 1))))).draw();

    assertThat(height(image, FIRST)).isPositive();
  }

  @Test
  void refusesWhatItCannotDraw() {
    assertThatThrownBy(() -> new LearningCurve(List.of())).hasMessageContaining("runs: 0");
    assertThatThrownBy(() -> run("a", List.of())).hasMessageContaining("history: none");
  }

  /** Where β is not 1, for one, its line would lie beside the other's by mistake. */
  @Test
  void leavesOutATrainingLossThatIsAnotherQuantity() {
    List<Epoch> history = List.of(epoch(1, 60, 9, 1), epoch(2, 120, 7, 1));
    Objective several = new Objective(BERNOULLI, Targets.GREY, KlWeight.constant(1), 0, 5);

    assertThat(run("a", history).untilTrainingShown()).isZero();
    assertThat(run(Latent.Kind.VARIATIONAL, several, history).untilTrainingShown()).isZero();
    assertThat(run(KlWeight.constant(2), history).untilTrainingShown()).isEqualTo(2);
  }

  @Test
  void leavesOutTheTrainingLossWhileBetaRises() {
    List<Epoch> history =
        IntStream.rangeClosed(1, 9).mapToObj(i -> epoch(i, i * 60L, 20 - i, 1)).toList();
    var linear = new KlWeight(1, KlWeight.Warmup.LINEAR, 2.5);
    var tooLong = new KlWeight(1, KlWeight.Warmup.LINEAR, 1e9);
    var cyclical = new KlWeight(1, KlWeight.Warmup.CYCLICAL, 2);

    assertThat(run(linear, history).untilTrainingShown()).isEqualTo(3);
    assertThat(run(tooLong, history).untilTrainingShown()).isEqualTo(9);
    assertThat(run(cyclical, history).untilTrainingShown()).isEqualTo(9);
    assertThat(new LearningCurve(List.of(run(tooLong, history))).draw()).isNotNull();
  }

  /** Whatever β and free bits say: its loss has no KL term. */
  @Test
  void showsAllOfAPlainModelsTrainingLoss() {
    List<Epoch> history = List.of(epoch(1, 60, 9, 1), epoch(2, 120, 7, 1), epoch(3, 180, 6, 1));
    var rising = new KlWeight(4, KlWeight.Warmup.LINEAR, 2);
    Objective objective = new Objective(BERNOULLI, Targets.GREY, rising, 0.5);

    assertThat(run(Latent.Kind.PLAIN, objective, history).untilTrainingShown()).isZero();
    assertThat(run(Latent.Kind.VARIATIONAL, objective, history).untilTrainingShown()).isEqualTo(3);
  }

  /** Held-out losses under a low β lie far above all others. */
  @Test
  void givesTheHeightToWhatFollowsTheRiseOfBeta() {
    List<Epoch> history =
        IntStream.rangeClosed(1, 50)
            .mapToObj(i -> epoch(i, i * 60L, i <= 20 ? 10_000 : 100 - i, 1))
            .toList();
    var linear = new KlWeight(1, KlWeight.Warmup.LINEAR, 20);

    BufferedImage image = new LearningCurve(List.of(run(linear, history))).draw();

    assertThat(height(image, FIRST)).isGreaterThan(image.getHeight() * 3 / 4);
  }

  @Test
  void drawsASingleEpoch() {
    BufferedImage image = new LearningCurve(List.of(run("a", List.of(epoch(1, 60, 9, 1))))).draw();

    assertThat(height(image, FIRST)).isGreaterThan(3);
  }

  /** One axis would say that the lower is the better. */
  @Test
  void givesLossesThatAreOtherQuantitiesAnAxisOfTheirOwn() {
    TrainingRun first = run("first", EPOCHS);
    Objective binary = new Objective(BERNOULLI, Targets.BINARIZED, KlWeight.constant(1), 0);
    Objective gaussian = new Objective(new GaussianLikelihood(0.1), 1);
    Autoencoder model = first.model();

    assertThat(first.differences(run("longer", List.of(epoch(1, 60, 9, 1))))).isEmpty();
    assertThat(first.differences(run("copied", model, data("s3a://there", "train", "00"), EPOCHS)))
        .isEmpty();
    assertThat(first.differences(run("other", model, data("file:/there", "train", "01"), EPOCHS)))
        .containsExactly("data set");
    assertThat(first.differences(run("old", model, data("file:/there", "train", null), EPOCHS)))
        .containsExactly("data set");
    assertThat(first.differences(run("split", model, data("file:/here", "all", "01"), EPOCHS)))
        .containsExactly("split");
    assertThat(first.differences(run(Latent.Kind.VARIATIONAL, gaussian, EPOCHS)))
        .containsExactly("likelihood");
    assertThat(first.differences(run(Latent.Kind.VARIATIONAL, binary, EPOCHS)))
        .containsExactly("targets");
    assertThat(first.differences(run(Latent.Kind.PLAIN, model.objective(), EPOCHS)))
        .singleElement()
        .asString()
        .startsWith("kind");
    Autoencoder wide =
        new Autoencoder(
            model.architecture(), new ImageShape(1, 6, 4), model.latent(), model.objective());
    assertThat(first.differences(run("wide", wide, HERE, EPOCHS))).containsExactly("image shape");
    var padded = new PixelRules(2, Resize.FIT, "#000000");
    assertThat(first.differences(new TrainingRun("padded", model, padded, HERE, EPOCHS)))
        .containsExactly("preprocessing");
  }

  @Test
  void drawsPanelsBelowEachOther() {
    TrainingRun first = run("first", EPOCHS);
    TrainingRun like = run("like", List.of(epoch(1, 60, 9, 1), epoch(2, 120, 6, 1)));
    TrainingRun other = run("other", first.model(), data("file:/there", "train", "01"), EPOCHS);
    LearningCurve panels = new LearningCurve(List.of(first, other, like));
    LearningCurve one = new LearningCurve(List.of(first, like));

    assertThat(one.panels()).containsExactly(List.of(first, like));
    assertThat(panels.panels()).containsExactly(List.of(first, like), List.of(other));
    assertThat(one.title()).isEqualTo("Losses by minutes of training");
    assertThat(panels.title()).contains("axis of its own").endsWith("differ in data set");
    assertThat(panels.draw().getHeight()).isGreaterThan(one.draw().getHeight() + 100);
  }

  private static DataSet data(String path, String split, String content) {
    ContentSample.Collector contents = new ContentSample.Collector();
    if (content != null) {
      contents.add(content.repeat(32));
    }
    String sample = content == null ? null : contents.sample().text();
    return new DataSet(path, "files", split, 60, 0, 54, 6, sample);
  }

  private static TrainingRun run(KlWeight kl, List<Epoch> history) {
    Objective objective = new Objective(BERNOULLI, Targets.GREY, kl, 0);
    return run(Latent.Kind.VARIATIONAL, objective, history);
  }

  private static TrainingRun run(Latent.Kind kind, Objective objective, List<Epoch> history) {
    return run("a", TestModels.twelveValues(kind, objective), HERE, history);
  }

  private static TrainingRun run(String name, List<Epoch> history) {
    Objective objective = new Objective(BERNOULLI, 1);
    return run(name, TestModels.twelveValues(Latent.Kind.VARIATIONAL, objective), HERE, history);
  }

  private static TrainingRun run(
      String name, Autoencoder model, DataSet data, List<Epoch> history) {
    return new TrainingRun(
        name, model, new PixelRules(2, Resize.STRETCH, "#000000"), data, history);
  }

  private static Epoch epoch(int number, long examples, double loss, double imagesPerSecond) {
    return new Epoch(
        number, examples, loss, new Metrics(loss + 1, loss, 1, 0.1, loss + 1), imagesPerSecond);
  }

  /** Rows from the highest pixel of a colour to the lowest. */
  private static int height(BufferedImage image, Color color) {
    int[] rows =
        IntStream.range(0, image.getHeight())
            .filter(
                y ->
                    IntStream.range(0, image.getWidth())
                        .anyMatch(x -> image.getRGB(x, y) == color.getRGB()))
            .toArray();
    return rows.length == 0 ? 0 : rows[rows.length - 1] - rows[0] + 1;
  }
}
