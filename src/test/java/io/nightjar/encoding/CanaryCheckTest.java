package io.nightjar.encoding;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.Latents;
import io.nightjar.bundle.TestBundles;
import io.nightjar.image.DecodeResult;
import io.nightjar.image.DecodedImage;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageDecoder;
import io.nightjar.image.Rejection;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CanaryCheckTest {
  @TempDir private Path folder;
  private Bundle bundle;

  @BeforeEach
  void writeBundle() {
    bundle = TestBundles.bundle(TestBundles.model(), folder);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void passesWhenNothingChanged(Engine engine) {
    try (LatentEncoder encoder = engine.open(bundle, 1)) {
      assertThatCode(() -> CanaryCheck.run(bundle, encoder, decoder())).doesNotThrowAnyException();
    }
  }

  @Test
  void catchesAnotherDecoder() {
    assertFails(
        image -> {
          byte[] pixels = ((DecodedImage) decoder().apply(image)).pixels();
          for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.min(255, (pixels[i] & 0xff) + 1);
          }
          return new DecodedImage(pixels, 1, 1);
        },
        "0.png is off by");
  }

  @Test
  void catchesADecoderThatRefuses() {
    assertFails(
        image -> new Rejection(Rejection.Stage.DECODE, Rejection.Reason.CORRUPT, "odd"),
        "0.png is not decoded any more");
  }

  @Test
  void catchesAnotherEngine() {
    assertEngineFails(1e-3f, "off by");
    assertEngineFails(Float.NaN, "off by NaN");
  }

  @Test
  void catchesAnotherReconstruction() {
    assertEngineFails(0, 1e-2f, "0.png comes back off by");
    assertEngineFails(0, Float.NaN, "0.png comes back off by NaN");
  }

  private void assertEngineFails(float error, String message) {
    assertEngineFails(error, 0, message);
  }

  private void assertEngineFails(float stddev, float decoded, String message) {
    try (LatentEncoder encoder = new Drifting(Engine.ONNX.open(bundle, 1), stddev, decoded)) {
      assertThatThrownBy(() -> CanaryCheck.run(bundle, encoder, decoder()))
          .isInstanceOf(CheckFailedException.class)
          .hasMessageContaining(message);
    }
  }

  private void assertFails(Function<EncodedImage, DecodeResult> decoder, String message) {
    try (LatentEncoder encoder = Engine.ONNX.open(bundle, 1)) {
      assertThatThrownBy(() -> CanaryCheck.run(bundle, encoder, decoder))
          .isInstanceOf(CheckFailedException.class)
          .hasMessageContaining(message)
          .message()
          .doesNotContain("\n");
    }
  }

  private Function<EncodedImage, DecodeResult> decoder() {
    return new ImageDecoder(bundle.preprocessing())::decode;
  }

  /** An engine whose deviations and reconstructions are off by constants. */
  private record Drifting(LatentEncoder engine, float stddev, float decoded)
      implements LatentEncoder {
    @Override
    public Latents encode(byte[] pixels, int count) {
      Latents latents = engine.encode(pixels, count);
      latents.stddev()[0] += stddev;
      return latents;
    }

    @Override
    public float[] decode(float[] latents, int count) {
      float[] pixels = engine.decode(latents, count);
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] += decoded;
      }
      return pixels;
    }

    @Override
    public float[] logits(float[] latents, int count) {
      return engine.logits(latents, count);
    }

    @Override
    public void close() {
      engine.close();
    }
  }
}
