package io.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.ChildProcess;
import io.nightjar.model.Autoencoder;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.lang3.ArrayUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An independent reader; -Dnightjar.python=python3 names a Python that has numpy. */
@EnabledIfSystemProperty(named = "nightjar.python", matches = ".+")
class SafeTensorsPythonIT {
  @TempDir private Path folder;

  @Test
  void pythonReadsTheSameTensors() throws Exception {
    var graph = TestBundles.trained(TestBundles.model()).graph();
    List<NamedTensor> tensors = GraphTensors.of(graph);
    Path file = folder.resolve("test.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      SafeTensors.content(tensors).writeTo(out);
    }
    List<String> lines =
        python("src/test/python/read_safetensors.py", file.toString()).lines().toList();
    assertThat(lines).hasSameSizeAs(tensors);
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).split(" ", -1);
      float[] values = tensors.get(i).values();
      assertThat(words[0]).isEqualTo(tensors.get(i).name());
      assertThat(words[1]).isEqualTo(sizes(tensors.get(i)));
      assertThat(Float.parseFloat(words[2])).isEqualTo(values[0]);
      assertThat(Float.parseFloat(words[3])).isEqualTo(values[values.length - 1]);
    }
  }

  /**
   * The weights and the manifest are enough to encode: another program comes to the same vectors.
   */
  @ParameterizedTest
  @MethodSource("io.nightjar.bundle.TestBundles#models")
  void pythonEncodesAsTheGraphDoes(Autoencoder model) throws Exception {
    int count = 3;
    byte[] images = TestBundles.images(model, count);
    TestBundles.bundle(model, folder);
    Path pixels = Files.write(folder.resolve("pixels"), images);

    String out =
        python("src/test/python/encode.py", folder.resolve("test.bundle").toString(), "" + pixels);

    Latents latents = GraphLatents.of(model, TestBundles.trained(model).graph(), images);
    double[] actual =
        Arrays.stream(out.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
    assertThat(actual).hasSize(latents.mean().length);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(latents.mean()[i], within(1e-4));
    }
  }

  private static String sizes(NamedTensor tensor) {
    return tensor.shape().stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static String python(String script, String... arguments) throws Exception {
    String[] command = {System.getProperty("nightjar.python"), script};
    return ChildProcess.of(Path.of("."), ArrayUtils.addAll(command, arguments))
        .run()
        .succeeded()
        .out();
  }
}
