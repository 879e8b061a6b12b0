package io.nightjar.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import io.nightjar.image.ImageDecoder;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bundle in the test resources was written by the first version and is never written again. */
class FirstFormatTest {
  private static Bundle bundle;

  @BeforeAll
  static void open() throws IOException {
    bundle =
        Bundle.open(new Path("src/test/resources/bundles/format-1.bundle"), new Configuration());
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void stillGivesTheSameLatents(Engine engine) {
    var decoder = new ImageDecoder(bundle.preprocessing());
    try (LatentEncoder encoder = engine.open(bundle, 1)) {
      assertThatCode(() -> CanaryCheck.run(bundle, encoder, decoder::decode))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void isTheModelThatItWas() {
    assertThat(bundle.autoencoder()).isEqualTo(TestBundles.model());
  }
}
