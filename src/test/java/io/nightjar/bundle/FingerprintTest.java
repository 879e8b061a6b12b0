package io.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.image.ImageShape;
import io.nightjar.image.Resize;
import io.nightjar.model.Activation;
import io.nightjar.model.Architecture;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.BernoulliLikelihood;
import io.nightjar.model.DenseArchitecture;
import io.nightjar.model.GaussianLikelihood;
import io.nightjar.model.Latent;
import io.nightjar.model.Likelihood;
import io.nightjar.model.Objective;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static final PixelRules PIXELS = new PixelRules(1, Resize.STRETCH, null);
  private static final List<NamedTensor> TENSORS =
      List.of(
          new NamedTensor("a.weight", List.of(2, 1), new float[] {1, 2}),
          new NamedTensor("b.bias", List.of(1), new float[] {3}));

  /** Rows of years ago name their model so: it must never change for a format-1 bundle. */
  @Test
  void staysWhatItWas() {
    assertThat(Fingerprint.of(model(), PIXELS, TENSORS))
        .isEqualTo("3bc110f3dfce4e541f0e1e3bd7d0924051fc09f54718dee01e4d48c3d87ac3ba");
  }

  @Test
  void doesNotDependOnTheOrderOfTensors() {
    List<NamedTensor> reversed = new ArrayList<>(TENSORS);
    Collections.reverse(reversed);
    assertThat(Fingerprint.of(model(), PIXELS, reversed)).isEqualTo(base());
  }

  @Test
  void doesNotDependOnHowTrainingWeighedTheKl() {
    assertThat(Fingerprint.of(model(new BernoulliLikelihood(), 4), PIXELS, TENSORS))
        .isEqualTo(base());
  }

  @Test
  void changesWithAWeightAndItsNameAndShape() {
    assertThat(withFirst("a.weight", List.of(2, 1), 1, Math.nextUp(2f))).isNotEqualTo(base());
    assertThat(withFirst("a.weights", List.of(2, 1), 1, 2)).isNotEqualTo(base());
    assertThat(withFirst("a.weight", List.of(1, 2), 1, 2)).isNotEqualTo(base());
  }

  @Test
  void changesWithThePixels() {
    assertThat(Fingerprint.of(model(), new PixelRules(2, Resize.STRETCH, null), TENSORS))
        .isNotEqualTo(base());
    assertThat(Fingerprint.of(model(), new PixelRules(1, Resize.FIT, null), TENSORS))
        .isNotEqualTo(base());
  }

  @Test
  void changesWithTheBackground() {
    assertThat(Fingerprint.of(model(), new PixelRules(2, Resize.STRETCH, "#000000"), TENSORS))
        .isNotEqualTo(
            Fingerprint.of(model(), new PixelRules(2, Resize.STRETCH, "#ffffff"), TENSORS));
  }

  @Test
  void changesWithTheLikelihood() {
    assertThat(Fingerprint.of(model(new GaussianLikelihood(1), 1), PIXELS, TENSORS))
        .isNotEqualTo(base());
  }

  private static String withFirst(String name, List<Integer> shape, float... values) {
    List<NamedTensor> tensors = new ArrayList<>(TENSORS);
    tensors.set(0, new NamedTensor(name, shape, values));
    return Fingerprint.of(model(), PIXELS, tensors);
  }

  private static String base() {
    return Fingerprint.of(model(), PIXELS, TENSORS);
  }

  private static Autoencoder model() {
    return model(new BernoulliLikelihood(), 1);
  }

  private static Autoencoder model(Likelihood likelihood, double beta) {
    Architecture dense = new DenseArchitecture(List.of(4), Activation.LEAKY_RELU);
    return new Autoencoder(
        dense,
        new ImageShape(1, 2, 2),
        new Latent(2, Latent.Kind.PLAIN),
        new Objective(likelihood, beta));
  }
}
