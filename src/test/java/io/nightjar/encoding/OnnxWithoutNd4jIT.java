package io.nightjar.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.ChildProcess;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opening a bundle and encoding with ONNX Runtime, in a JVM of its own that has no native ND4J.
 * Names in our own signatures may load; what starts ND4J may not.
 */
class OnnxWithoutNd4jIT {
  @TempDir private Path folder;

  @Test
  void neverLoadsNd4j() throws Exception {
    TestBundles.bundle(TestBundles.model(), folder);
    Path loaded = folder.resolve("classes.log");
    ChildProcess.java(
            folder,
            "-Xlog:class+load:file=" + loaded,
            "-cp",
            classPathWithoutNativeLibraries(),
            EncodeOnly.class.getName(),
            folder.resolve("test.bundle").toString())
        .run()
        .succeeded();
    assertThat(Files.readString(loaded))
        .contains(" io.nightjar.encoding.OnnxEncoder ")
        .doesNotContain(" org.nd4j.linalg.factory.Nd4j ")
        .doesNotContain(" org.nd4j.nativeblas.")
        .doesNotContain(" org.bytedeco.javacpp.Loader ");
  }

  private static String classPathWithoutNativeLibraries() {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(classPath.split(File.pathSeparator))
        .filter(entry -> !new File(entry).getName().startsWith("nd4j-native"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** What an executor does that embeds. */
  static final class EncodeOnly {
    private EncodeOnly() {}

    public static void main(String[] arguments) throws IOException {
      var path = new org.apache.hadoop.fs.Path(arguments[0]);
      Bundle bundle = Bundle.open(path, new Configuration());
      try (LatentEncoder encoder = Engine.ONNX.open(bundle, 1)) {
        byte[] pixels = new byte[bundle.autoencoder().image().size()];
        encoder.reconstructionErrors(pixels, encoder.encode(pixels, 1));
      }
    }
  }
}
