package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.image.References.Pixels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.XZInputStream;

/**
 * One picture in every depth, layout and compression that other tools write, against what they show
 * of it: the archives of {@code src/test/references/make-grid}.
 */
final class DecodingGridTest {
  @ParameterizedTest
  @ValueSource(strings = {"tiff", "others"})
  void everyCellShowsWhatOthersShow(String archive) throws IOException {
    Map<String, byte[]> files = files("/pictures/" + archive + ".tar.xz");
    List<String> wrong = new ArrayList<>();
    String index = new String(files.get("index.tsv"), StandardCharsets.UTF_8);
    List<String> lines = index.lines().toList();
    for (String line : lines) {
      String[] cell = line.split("\t", -1);
      String difference =
          difference(files.get(cell[0]), files.get(cell[1]), Integer.parseInt(cell[2]));
      if (!difference.isEmpty()) {
        wrong.add(cell[0] + ": " + difference);
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(lines).hasSizeGreaterThan(45);
  }

  /** Empty where no value is farther off than it may be. */
  private static String difference(byte[] file, byte[] ppm, int most) {
    Pixels expected = Pixels.ofPpm(ppm);
    var shape = new ImageShape(3, expected.height(), expected.width());
    DecodeResult result =
        new ImageDecoder(new Preprocessing(shape, Resize.STRETCH)).decode(new EncodedImage(file));
    if (!(result instanceof DecodedImage image)) {
      return result.toString();
    }
    int farthest = expected.farthest(image);
    return farthest > most ? "a value is %d off".formatted(farthest) : "";
  }

  private static Map<String, byte[]> files(String resource) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (InputStream in = DecodingGridTest.class.getResourceAsStream(resource);
        var tar = new TarArchiveInputStream(new XZInputStream(in))) {
      TarArchiveEntry entry = tar.getNextTarEntry();
      while (entry != null) {
        files.put(entry.getName(), tar.readAllBytes());
        entry = tar.getNextTarEntry();
      }
    }
    return files;
  }
}
