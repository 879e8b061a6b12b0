package io.nightjar.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.archive.Split;
import io.nightjar.bundle.Latents;
import io.nightjar.bundle.TestBundles;
import io.nightjar.encoding.Engine;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.ImageShape;
import io.nightjar.model.Activation;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.BernoulliLikelihood;
import io.nightjar.model.DenseArchitecture;
import io.nightjar.model.KlWeight;
import io.nightjar.model.Latent;
import io.nightjar.model.LogMeanExp;
import io.nightjar.model.Objective;
import io.nightjar.model.Targets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScoreBatchTest {
  private static final int IMAGES = 200;

  @TempDir Path folder;

  /** Exact: −log p(x), and the ELBO below it by the KL to the true posterior. */
  @Test
  void boundsOfALinearGaussianModelAreThoseOfTheClosedForm() {
    byte[] images = LinearGaussianNetwork.images(IMAGES);
    List<ImageScore> scores =
        score(new LinearGaussianNetwork(), LinearGaussianNetwork.model(), images, 2_000);

    double[] weighted = differences(scores, images, ImageScore::importanceWeighted);
    double[] elbo = differences(scores, images, s -> s.reconstruction() + s.totalKl());

    assertThat(standardError(weighted)).isLessThan(0.003);
    assertThat(mean(weighted)).isCloseTo(0, within(3 * standardError(weighted)));
    assertThat(standardError(elbo)).isLessThan(0.01);
    assertThat(mean(elbo))
        .isCloseTo(LinearGaussianNetwork.exactGap(), within(3 * standardError(elbo)));
    assertThat(LinearGaussianNetwork.exactGap()).isGreaterThan(0.05);
  }

  /** In expectation; paired by image, so that the images' own spread does not hide it. */
  @Test
  void moreSamplesTightenTheBound() {
    Autoencoder model = TestBundles.model();
    byte[] images = TestBundles.images(model, IMAGES);
    try (LatentEncoder network = Engine.ONNX.open(TestBundles.bundle(model, folder), 1)) {
      List<ImageScore> five = score(network, model, images, 5);
      List<ImageScore> fifty = score(network, model, images, 50);

      double[] overElbo = new double[IMAGES];
      double[] overFive = new double[IMAGES];
      for (int i = 0; i < IMAGES; i++) {
        double elbo = fifty.get(i).reconstruction() + fifty.get(i).totalKl();
        overElbo[i] = elbo - five.get(i).importanceWeighted();
        overFive[i] = five.get(i).importanceWeighted() - fifty.get(i).importanceWeighted();
      }
      assertThat(mean(overElbo)).isGreaterThan(3 * standardError(overElbo));
      assertThat(mean(overFive)).isGreaterThan(3 * standardError(overFive));
    }
  }

  @Test
  void figuresByHand() {
    Autoencoder model = twoPixels(Targets.GREY, Latent.Kind.VARIATIONAL);
    LatentEncoder network = new Fixed(new float[] {1}, new float[] {0.5f}, new float[] {0, 2});

    ImageScore score = score(network, model, new byte[] {(byte) 255, 51}, 3).get(0);

    // Pixels 1 and 0.2 at probabilities ½ and sigmoid(2): ln 2, and softplus(2) − 0.2 · 2.
    double nats = Math.log(2) + Math.log(1 + Math.exp(2)) - 0.4;
    assertThat(score.crossEntropy()).isCloseTo(nats, within(1e-6));
    assertThat(score.reconstruction()).isCloseTo(nats, within(1e-6));
    // ½ (1 + ¼ − 1 − ln ¼)
    assertThat(score.kl()).containsExactly(new double[] {0.125 + Math.log(2)}, within(1e-6));
    double error = (0.25 + Math.pow(0.2 - 1 / (1 + Math.exp(-2)), 2)) / 2;
    assertThat(score.squaredError()).isCloseTo(error, within(1e-6));
    assertThat(score.mean()).containsExactly(1);
  }

  @Test
  void plainAutoencoderIsScoredAtItsLatent() {
    Autoencoder model = twoPixels(Targets.GREY, Latent.Kind.PLAIN);
    LatentEncoder network = new Fixed(new float[] {1}, null, new float[] {0, 2});

    ImageScore score = score(network, model, new byte[] {(byte) 255, 51}, 3).get(0);

    assertThat(score.reconstruction())
        .isCloseTo(Math.log(2) + Math.log(1 + Math.exp(2)) - 0.4, within(1e-6));
    assertThat(score.kl()).isEmpty();
    assertThat(score.importanceWeighted()).isZero();
  }

  @Test
  void binarizesOnceBySeedAndShowsTheEncoderTheSame() {
    Autoencoder model = twoPixels(Targets.BINARIZED, Latent.Kind.PLAIN);
    byte[] grey = new byte[2 * IMAGES];
    Arrays.fill(grey, (byte) 64);
    Fixed network = new Fixed(new float[] {1}, null, new float[] {0, 2});

    double drawn = mean(reconstructions(score(network, model, grey, 1)));

    byte[] seen = network.seen.get(1);
    assertThat(network.seen.get(0)).isEqualTo(grey);
    assertThat(IntStream.range(0, seen.length).map(i -> seen[i])).containsOnly(0, -1);
    long white = IntStream.range(0, seen.length).filter(i -> seen[i] != 0).count();
    assertThat((double) white / seen.length).isCloseTo(64 / 255.0, within(0.07));
    assertThat(mean(reconstructions(score(network, model, grey, 1)))).isEqualTo(drawn);
    assertThat(network.seen.get(3)).isEqualTo(seen);
    assertThat(mean(reconstructions(score(network, model, grey, 1, 8)))).isNotEqualTo(drawn);
  }

  @Test
  void logMeanExpNeitherOverflowsNorLosesDigits() {
    assertThat(LogMeanExp.of(new double[] {-1000, -1000 + Math.log(3)}))
        .isCloseTo(-1000 + Math.log(2), within(1e-9));
    assertThat(LogMeanExp.of(new double[] {900})).isEqualTo(900);
  }

  private static Autoencoder twoPixels(Targets targets, Latent.Kind kind) {
    return new Autoencoder(
        new DenseArchitecture(List.of(2), Activation.RELU),
        new ImageShape(1, 1, 2),
        new Latent(1, kind),
        new Objective(new BernoulliLikelihood(), targets, KlWeight.constant(1), 0));
  }

  private static List<ImageScore> score(
      LatentEncoder network, Autoencoder model, byte[] images, int samples) {
    return score(network, model, images, samples, 7);
  }

  private static List<ImageScore> score(
      LatentEncoder network, Autoencoder model, byte[] images, int samples, long seed) {
    var options = new EvaluateOptions(samples, seed, 1, 10, Split.TRAIN);
    List<ImageScore> scores = new ArrayList<>();
    List<Long> keys = LongStream.range(0, images.length / model.image().size()).boxed().toList();
    new ScoreBatch(network, model, options).score(images, keys, scores::add);
    return scores;
  }

  private static double[] reconstructions(List<ImageScore> scores) {
    return scores.stream().mapToDouble(ImageScore::reconstruction).toArray();
  }

  private static double[] differences(
      List<ImageScore> scores, byte[] images, ToDoubleFunction<ImageScore> bound) {
    return IntStream.range(0, scores.size())
        .mapToDouble(
            i -> bound.applyAsDouble(scores.get(i)) - LinearGaussianNetwork.exactNats(images, i))
        .toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double standardError(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }

  /** Says the same of every image, and keeps what it was shown. */
  private static final class Fixed implements LatentEncoder {
    private final float[] mean;
    private final float[] stddev;
    private final float[] logits;
    private final List<byte[]> seen = new ArrayList<>();

    Fixed(float[] mean, float[] stddev, float[] logits) {
      this.mean = mean;
      this.stddev = stddev;
      this.logits = logits;
    }

    @Override
    public Latents encode(byte[] pixels, int count) {
      seen.add(pixels.clone());
      float[] stddevs = stddev == null ? null : repeated(stddev, count);
      return new Latents(count, mean.length, repeated(mean, count), stddevs);
    }

    @Override
    public float[] decode(float[] latents, int count) {
      float[] pixels = logits(latents, count);
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) (1 / (1 + Math.exp(-pixels[i])));
      }
      return pixels;
    }

    @Override
    public float[] logits(float[] latents, int count) {
      return repeated(logits, count);
    }

    @Override
    public void close() {}

    private static float[] repeated(float[] values, int count) {
      float[] all = new float[count * values.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = values[i % values.length];
      }
      return all;
    }
  }
}
