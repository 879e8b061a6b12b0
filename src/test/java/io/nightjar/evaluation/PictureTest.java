package io.nightjar.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import io.nightjar.encoding.Engine;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.ImageShape;
import io.nightjar.image.RasterImage;
import io.nightjar.model.Autoencoder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PictureTest {
  private final Autoencoder model = TestBundles.model();

  @TempDir Path folder;

  @Test
  void putsReconstructionsBelowTheirOriginals() {
    List<RasterImage> originals = images(18);

    List<List<RasterImage>> rows = draw(model, new Reconstructions(originals)).rows();

    assertThat(rows).extracting(List::size).containsExactly(16, 16, 2, 2);
    assertThat(rows.get(0)).isEqualTo(originals.subList(0, 16));
    assertThat(rows.get(2)).isEqualTo(originals.subList(16, 18));
    assertThat(rows.get(3).get(1).values()).isEqualTo(reconstruct(originals.get(17)));
  }

  @Test
  void drawsTheSameSamplesForTheSameSeed() {
    PictureSheet few = draw(model, new Samples(3, 7));
    PictureSheet many = draw(model, new Samples(20, 7));
    PictureSheet other = draw(model, new Samples(3, 8));

    assertThat(many.rows()).extracting(List::size).containsExactly(16, 4);
    assertThat(values(many).subList(0, 3)).isEqualTo(values(few)).doesNotHaveDuplicates();
    assertThat(values(other)).doesNotContainAnyElementsOf(values(few));
  }

  @Test
  void clipsWhatIsBeyondBlackAndWhite() {
    var shape = new ImageShape(1, 1, 4);

    assertThat(GreyLevels.of(new float[] {-0.5f, 0.5f, 1.5f, Float.NaN}, shape).values())
        .containsExactly(0, 128, 255, 0);
  }

  @Test
  void plainBundleHasNoSamples() {
    Autoencoder plain =
        TestBundles.models().filter(m -> !m.latent().variational()).findFirst().orElseThrow();

    assertThatThrownBy(() -> draw(plain, new Samples(3, 7)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("plain autoencoder")
        .hasMessageContaining("model.variational=true")
        .hasMessageNotContaining("\n");
  }

  private PictureSheet draw(Autoencoder drawn, Picture picture) {
    Bundle bundle = TestBundles.bundle(drawn, folder.resolve(String.valueOf(picture.hashCode())));
    try (LatentEncoder network = Engine.ONNX.open(bundle, 1)) {
      return picture.draw(bundle, network);
    }
  }

  private byte[] reconstruct(RasterImage original) {
    Bundle bundle = TestBundles.bundle(model, folder.resolve("reference"));
    try (LatentEncoder network = Engine.ONNX.open(bundle, 1)) {
      float[] decoded = network.decode(network.encode(original.values(), 1).mean(), 1);
      return GreyLevels.of(decoded, original.shape()).values();
    }
  }

  private List<RasterImage> images(int count) {
    byte[] all = TestBundles.images(model, count);
    int size = model.image().size();
    return IntStream.range(0, count)
        .mapToObj(i -> Arrays.copyOfRange(all, i * size, (i + 1) * size))
        .map(values -> new RasterImage(values, model.image()))
        .toList();
  }

  private static List<String> values(PictureSheet sheet) {
    return sheet.rows().stream()
        .flatMap(List::stream)
        .map(image -> Arrays.toString(image.values()))
        .toList();
  }
}
