package io.nightjar.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.EmbeddingFigures;
import io.nightjar.bundle.TestBundles;
import io.nightjar.encoding.Engine;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.ImageShape;
import io.nightjar.image.RasterImage;
import io.nightjar.model.Autoencoder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PictureTest {
  private final Autoencoder model = TestBundles.model();

  private final Map<Autoencoder, Bundle> bundles = new HashMap<>();

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
    PictureSheet few = draw(model, samples(3, 7));
    PictureSheet many = draw(model, samples(20, 7));
    PictureSheet other = draw(model, samples(3, 8));

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
  void interpolatesBetweenEachPairOfImages() {
    List<RasterImage> originals = images(5);

    List<List<RasterImage>> rows = draw(model, new Interpolations(originals)).rows();

    assertThat(rows).hasSize(2);
    List<RasterImage> row = rows.get(1);
    assertThat(row).hasSize(2 + Interpolations.STEPS);
    assertThat(row.get(0)).isEqualTo(originals.get(2));
    assertThat(row.get(11)).isEqualTo(originals.get(3));
    assertThat(row.get(1).values()).isEqualTo(reconstruct(originals.get(2)));
    assertThat(row.get(10).values()).isEqualTo(reconstruct(originals.get(3)));
    float[] third = new float[3];
    float[] start = encode(originals.get(2));
    float[] end = encode(originals.get(3));
    for (int unit = 0; unit < 3; unit++) {
      third[unit] = start[unit] + (end[unit] - start[unit]) / 3;
    }
    assertThat(distance(row.get(4).values(), decode(third))).isLessThanOrEqualTo(1);
  }

  @Test
  void interpolationsNeedTwoImages() {
    assertThatThrownBy(() -> new Interpolations(images(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there is 1: raise generate.count")
        .hasMessageNotContaining("\n");
  }

  @Test
  void movesOneUnitAtATimeThoseThatVaryMostInTrainingFirst() {
    List<RasterImage> originals = images(2);

    PictureSheet sheet = draw(model, new Traversals(originals));

    List<Double> stddevs = figures(model).latentStddev();
    List<Integer> units = widestFirst(stddevs);
    assertThat(sheet.rows()).hasSize(1 + 3);
    assertThat(sheet.layout().labels().subList(1, 4))
        .isEqualTo(units.stream().map(u -> "u%d: %.2f".formatted(u, stddevs.get(u))).toList());
    assertThat(sheet.rows().get(0).get(0)).isEqualTo(originals.get(0));
    assertThat(sheet.rows().get(0).get(1).values()).isEqualTo(reconstruct(originals.get(0)));
    for (int row = 0; row < 3; row++) {
      assertThat(sheet.rows().get(1 + row)).hasSize(Traversals.STEPS);
      for (int step = 0; step < Traversals.STEPS; step++) {
        float[] latent = encode(originals.get(0));
        latent[units.get(row)] = -3 + 0.5f * step;
        byte[] shown = sheet.rows().get(1 + row).get(step).values();
        assertThat(distance(shown, decode(latent))).isLessThanOrEqualTo(1);
      }
    }
    SheetScale scale = sheet.layout().scale().orElseThrow();
    assertThat(scale.row()).isEqualTo(1);
    assertThat(scale.name()).contains("its prior N(0, 1)");
    assertThat(scale.ticks()).hasSize(Traversals.STEPS).startsWith("−3", "−2.5").endsWith("3");
    assertThat(scale.ticks().get(6)).isEqualTo("0");
    assertThat(sheet.title()).contains("the 20 images that training measured");
  }

  @Test
  void movesAPlainBundlesUnitsByTheirDeviationsInTraining() {
    Autoencoder plain = TestBundles.plain();
    List<RasterImage> originals = images(2);

    PictureSheet sheet = draw(plain, new Traversals(originals));

    EmbeddingFigures figures = figures(plain);
    int unit = widestFirst(figures.latentStddev()).get(0);
    float[] latent = cloud(plain, originals).latents().mean(0);
    latent[unit] = (float) (figures.latentMean().get(unit) - 3 * figures.latentStddev().get(unit));
    Bundle bundle = bundle(plain);
    try (LatentEncoder network = Engine.ONNX.open(bundle, 1)) {
      byte[] lowest = GreyLevels.of(network.decode(latent, 1), plain.image()).values();
      assertThat(distance(sheet.rows().get(1).get(0).values(), lowest)).isLessThanOrEqualTo(1);
    }
    assertThat(sheet.layout().scale().orElseThrow().name()).contains("from its mean");
  }

  @Test
  void mapsEachImageToItsLatent() {
    List<RasterImage> originals = images(6);
    List<ChosenImage> chosen =
        IntStream.range(0, 6)
            .mapToObj(
                i -> new ChosenImage("lot " + i, i % 2 == 0 ? "even" : null, originals.get(i)))
            .toList();

    Bundle bundle = bundle(model);
    try (LatentEncoder network = Engine.ONNX.open(bundle, 1)) {
      LatentChart chart = new LatentMap(chosen).draw(bundle, network);

      LatentCloud cloud = LatentCloud.of(originals, network);
      assertThat(chart.points().x()).isEqualTo(LatentPlane.of(cloud).points(cloud).x());
      assertThat(chart.groups())
          .extracting(LabelGroups.Group::name)
          .containsExactly("no label", "even");
      assertThat(chart.groups().get(1).images()).containsExactly(0, 2, 4);
      assertThat(chart.title()).isEqualTo("Latents of 6 images, coloured by label");
    }
  }

  @Test
  void saysThatLabelsStandTogether() {
    List<RasterImage> originals = images(11);
    List<ChosenImage> chosen =
        IntStream.range(0, 11)
            .mapToObj(i -> new ChosenImage("lot " + i, "class " + i, originals.get(i)))
            .toList();

    Bundle bundle = bundle(model);
    try (LatentEncoder network = Engine.ONNX.open(bundle, 1)) {
      LatentChart chart = new LatentMap(chosen).draw(bundle, network);

      assertThat(chart.groups()).hasSize(10);
      assertThat(chart.title()).contains("the 9 most frequent of 11, and all the others together");
    }
  }

  private static Samples samples(int count, long seed) {
    return new Samples(count, seed, new StandardGaussian());
  }

  private EmbeddingFigures figures(Autoencoder of) {
    return bundle(of).trainingFigures().orElseThrow();
  }

  private static List<Integer> widestFirst(List<Double> stddevs) {
    return IntStream.range(0, stddevs.size())
        .boxed()
        .sorted((one, other) -> Double.compare(stddevs.get(other), stddevs.get(one)))
        .toList();
  }

  private LatentCloud cloud(Autoencoder of, List<RasterImage> originals) {
    Bundle bundle = bundle(of);
    try (LatentEncoder network = Engine.ONNX.open(bundle, 1)) {
      return LatentCloud.of(originals, network);
    }
  }

  private float[] encode(RasterImage original) {
    return cloud(model, List.of(original)).latents().mean(0);
  }

  private byte[] decode(float[] latent) {
    Bundle bundle = bundle(model);
    try (LatentEncoder network = Engine.ONNX.open(bundle, 1)) {
      return GreyLevels.of(network.decode(latent, 1), model.image()).values();
    }
  }

  /** Grey levels between two images where they differ most. */
  private static int distance(byte[] one, byte[] other) {
    return IntStream.range(0, one.length)
        .map(i -> Math.abs((one[i] & 0xff) - (other[i] & 0xff)))
        .max()
        .orElseThrow();
  }

  /** Written once: writing takes longer than all the rest. */
  private Bundle bundle(Autoencoder of) {
    return bundles.computeIfAbsent(
        of, written -> TestBundles.bundle(written, folder.resolve("bundle" + bundles.size())));
  }

  private PictureSheet draw(Autoencoder drawn, SheetPicture picture) {
    Bundle bundle = bundle(drawn);
    try (LatentEncoder network = Engine.ONNX.open(bundle, 1)) {
      return picture.draw(bundle, network);
    }
  }

  private byte[] reconstruct(RasterImage original) {
    Bundle bundle = bundle(model);
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
