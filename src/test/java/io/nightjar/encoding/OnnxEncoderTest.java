package io.nightjar.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import io.nightjar.InvalidInputException;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
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

  /** What a cache of one engine an executor displaces, nobody closes. */
  @Test
  void letsNativeMemoryGoWhenNobodyUsesIt() throws Exception {
    OnnxEncoder.Sessions sessions =
        new OnnxEncoder(open(folder.resolve("test.bundle")), 1).sessions();
    assertThat(sessions.encoder().getNumInputs()).isEqualTo(1);
    for (int i = 0; i < 100 && !isClosed(sessions); i++) {
      System.gc();
      Thread.sleep(50);
    }
    assertThat(isClosed(sessions)).isTrue();
  }

  private static boolean isClosed(OnnxEncoder.Sessions sessions) throws OrtException {
    try {
      sessions.encoder().run(Map.of()).close();
      return false;
    } catch (IllegalStateException e) {
      return e.getMessage().contains("closed");
    } catch (OrtException e) {
      return false; // open: it misses its input
    }
  }

  @Test
  void refusesANetworkForOtherImages() throws Exception {
    Path decoder = folder.resolve("test.bundle/decoder.onnx");
    assertThatThrownBy(() -> bundleWith("encoder.onnx", Files.readAllBytes(decoder)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("encoder.onnx: it is not the network of");
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
