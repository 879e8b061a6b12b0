package io.nightjar.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.Latents;
import io.nightjar.bundle.TestBundles;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Elbo;
import io.nightjar.model.Minibatch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EnginesTest {
  private static final int COUNT = 5;

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("io.nightjar.bundle.TestBundles#models")
  void agreeOnLatentsAndReconstructions(Autoencoder model) {
    Bundle bundle = TestBundles.bundle(model, folder);
    byte[] images = TestBundles.images(model, COUNT);
    try (LatentEncoder onnx = Engine.ONNX.open(bundle, 1);
        LatentEncoder dl4j = Engine.DL4J.open(bundle, 1)) {
      Latents fromOnnx = onnx.encode(images, COUNT);
      Latents fromDl4j = dl4j.encode(images, COUNT);
      assertThat(fromOnnx.mean()).containsExactly(fromDl4j.mean(), within(1e-4f));
      if (model.latent().variational()) {
        assertThat(fromOnnx.stddev()).containsExactly(fromDl4j.stddev(), within(1e-4f));
      } else {
        assertThat(fromOnnx.stddev()).isNull();
        assertThat(fromDl4j.stddev()).isNull();
      }
      assertThat(onnx.decode(fromOnnx.mean(), COUNT))
          .hasSize(images.length)
          .containsExactly(dl4j.decode(fromOnnx.mean(), COUNT), within(1e-4f));
      assertThat(onnx.logits(fromOnnx.mean(), COUNT))
          .hasSize(model.likelihood().depth() * images.length)
          .containsExactly(dl4j.logits(fromOnnx.mean(), COUNT), within(1e-4f));
    }
  }

  /** The training graph itself, with ε = 0, is what both must agree with. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void reconstructAsTheTrainingGraphDoes(Engine engine) {
    Autoencoder model = TestBundles.model();
    byte[] images = TestBundles.images(model, COUNT);
    Elbo elbo =
        Elbo.of(model, TestBundles.trained(model).graph(), Minibatch.withoutNoise(model, images));
    try (LatentEncoder encoder = engine.open(TestBundles.bundle(model, folder), 1)) {
      float[] errors = encoder.reconstructionErrors(images, encoder.encode(images, COUNT));
      double mean = IntStream.range(0, COUNT).mapToDouble(i -> errors[i]).average().orElseThrow();
      assertThat(errors).hasSize(COUNT);
      assertThat(mean).isCloseTo(elbo.meanSquaredError(model.image()), within(1e-5));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void doNotDependOnTheBatch(Engine engine) {
    Autoencoder model = TestBundles.model();
    byte[] images = TestBundles.images(model, COUNT);
    int size = model.image().size();
    try (LatentEncoder encoder = engine.open(TestBundles.bundle(model, folder), 1)) {
      Latents together = encoder.encode(images, COUNT);
      for (int i = 0; i < COUNT; i++) {
        byte[] alone = Arrays.copyOfRange(images, i * size, (i + 1) * size);
        Latents latents = encoder.encode(alone, 1);
        assertThat(latents.mean()).containsExactly(together.mean(i), within(1e-6f));
        assertThat(latents.stddev()).containsExactly(together.stddev(i), within(1e-6f));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void ignoreWhatFollowsTheLastImage(Engine engine) {
    Autoencoder model = TestBundles.model();
    byte[] images = TestBundles.images(model, COUNT);
    try (LatentEncoder encoder = engine.open(TestBundles.bundle(model, folder), 1)) {
      Latents two = encoder.encode(images, 2);
      assertThat(two.count()).isEqualTo(2);
      assertThat(two.mean(1)).containsExactly(encoder.encode(images, COUNT).mean(1), within(1e-6f));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void giveTheSameWithMoreNativeThreads(Engine engine) {
    Autoencoder model = TestBundles.model();
    byte[] images = TestBundles.images(model, COUNT);
    Bundle bundle = TestBundles.bundle(model, folder);
    try (LatentEncoder one = engine.open(bundle, 1);
        LatentEncoder three = engine.open(bundle, 3)) {
      assertThat(three.encode(images, COUNT).mean())
          .containsExactly(one.encode(images, COUNT).mean(), within(1e-5f));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void giveManyThreadsTheSameBits(Engine engine) {
    Autoencoder model = TestBundles.model();
    byte[] images = TestBundles.images(model, COUNT);
    try (LatentEncoder encoder = engine.open(TestBundles.bundle(model, folder), 1)) {
      float[] alone = encoder.encode(images, COUNT).mean();
      List<float[]> together =
          IntStream.range(0, 64)
              .parallel()
              .mapToObj(i -> encoder.encode(images, COUNT).mean())
              .toList();
      assertThat(together).allSatisfy(mean -> assertThat(mean).isEqualTo(alone));
    }
  }
}
