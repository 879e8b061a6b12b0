package io.nightjar.encoding;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxEncoderTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeBundle() {
    TestBundles.bundle(TestBundles.model(), folder);
  }

  @Test
  void refusesAFileThatIsNoNetworkInOneLine() throws Exception {
    Bundle bundle = bundleWith("encoder.onnx", "not a network".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Engine.ONNX.open(bundle, 1))
        .isInstanceOf(EncodingException.class)
        .message()
        .startsWith("ONNX Runtime cannot load the bundle: ")
        .doesNotContain("\n");
  }

  @Test
  void refusesANetworkForOtherImages() throws Exception {
    Path decoder = folder.resolve("test.bundle/decoder.onnx");
    Bundle bundle = bundleWith("encoder.onnx", Files.readAllBytes(decoder));
    try (LatentEncoder encoder = Engine.ONNX.open(bundle, 1)) {
      byte[] images = TestBundles.images(TestBundles.model(), 1);
      assertThatThrownBy(() -> encoder.encode(images, 1))
          .isInstanceOf(EncodingException.class)
          .message()
          .startsWith("ONNX Runtime cannot encode 1 images of 1x8x12: ")
          .doesNotContain("\n");
    }
  }

  /** A bundle whose checksums fit, but one of whose files does not. */
  private Bundle bundleWith(String name, byte[] bytes) throws Exception {
    Path path = folder.resolve("test.bundle");
    Path sums = path.resolve("SHA256SUMS");
    String lines = Files.readString(sums);
    lines =
        lines.replace(
            sha256(Files.readAllBytes(path.resolve(name))) + "  " + name,
            sha256(bytes) + "  " + name);
    Files.write(path.resolve(name), bytes);
    Files.writeString(sums, lines);
    return open(path);
  }

  private static Bundle open(Path path) throws IOException {
    return Bundle.open(new org.apache.hadoop.fs.Path(path.toUri()), new Configuration());
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
