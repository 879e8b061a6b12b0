package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SharedSpark;
import io.nightjar.bundle.TestBundles;
import io.nightjar.model.Autoencoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerateIT {
  private final CommandRun run = new CommandRun();

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    SharedSpark.session();
  }

  @Test
  void drawsReconstructionsOfAnArchive() throws IOException {
    writeArchive();
    writeBundle(TestBundles.model());

    assertThat(generate(archive(), "generate.count=8")).isZero();

    Path picture = output().resolve("reconstructions.png");
    BufferedImage image = ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isGreaterThan(8 * 84);
    assertThat(image.getHeight()).isGreaterThan(2 * 56);
    assertThat(run.out()).contains(picture.toString()).contains("originals above");
    assertThat(run.err()).isEmpty();
    assertThat(output().resolve("_SUCCESS")).exists();
    assertThat(folder.resolve("out/pictures_run-report.json"))
        .content()
        .contains("\"images_listed\" : 20")
        .containsPattern("\"model_fingerprint\" : \"[0-9a-f]{64}");
  }

  @Test
  void drawsSamplesWithoutAnArchive() throws IOException {
    writeBundle(TestBundles.model());
    assertThat(generate("generate.kind=samples", "generate.seed=1")).isZero();
    byte[] first = Files.readAllBytes(output().resolve("samples.png"));

    assertThat(generate("generate.kind=samples", "output.overwrite=true")).isZero();
    assertThat(output().resolve("samples.png")).hasBinaryContent(first);
    generate("generate.kind=samples", "output.overwrite=true", "generate.seed=2");
    assertThat(Files.readAllBytes(output().resolve("samples.png"))).isNotEqualTo(first);
    assertThat(names()).containsExactlyInAnyOrder("pictures", "pictures_run-report.json");
  }

  @Test
  void leavesFinishedPicturesUnlessToldAndWhenItFails() throws IOException {
    writeBundle(TestBundles.model());
    generate("generate.kind=samples");
    byte[] first = Files.readAllBytes(output().resolve("samples.png"));

    assertThat(generate("generate.kind=samples", "generate.seed=2")).isEqualTo(2);
    assertThat(run.err()).contains("exists already").contains("output.overwrite=true");
    assertThat(generate("output.overwrite=true", "archive.path=" + folder.resolve("none")))
        .isEqualTo(2);
    assertThat(run.err()).contains("no such file or directory");
    assertThat(output().resolve("samples.png")).hasBinaryContent(first);
  }

  @Test
  void saysWhatIsWrongInOneLine() {
    writeBundle(TestBundles.plain());

    assertThat(generate("generate.kind=samples")).isEqualTo(2);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("plain autoencoder")
        .contains("give archive.path");
    assertThat(generate("generate.kind=samples", archive(), "generate.map-images=0")).isEqualTo(2);
    assertThat(run.err()).contains("generate.map-images: 0 (expected 1 to 100000)");
    assertThat(generate("generate.kind=comparison")).isEqualTo(2);
    assertThat(run.err()).contains("generate.against: missing");
    assertThat(generate("generate.kind=portraits")).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "\"portraits\" (expected reconstructions, samples, interpolations, traversals, latent-map, learning-curve or comparison)");
    assertThat(generate("generate.kind=samples", "generate.count=0")).isEqualTo(2);
    assertThat(run.err()).contains("generate.count: 0 (expected 1 to 1024)");
    assertThat(generate()).isEqualTo(2);
    assertThat(run.err()).contains("archive.path: missing");
    assertThat(output()).doesNotExist();
  }

  @Test
  void drawsEveryKindTheSameForTheSameSeed() throws IOException {
    writeArchive();
    writeBundle(TestBundles.model());
    Map<String, Integer> widths =
        Map.of("interpolations", 12 * 84, "traversals", 13 * 84, "latent-map", 640);

    for (Map.Entry<String, Integer> expected : widths.entrySet()) {
      String kind = "generate.kind=" + expected.getKey();
      Path picture = output().resolve(expected.getKey() + ".png");
      assertThat(generate(kind, archive(), size(kind), "output.overwrite=true"))
          .as(run.err())
          .isZero();
      byte[] first = Files.readAllBytes(picture);
      assertThat(ImageIO.read(picture.toFile()).getWidth()).isGreaterThan(expected.getValue());

      generate(kind, archive(), size(kind), "output.overwrite=true");
      assertThat(picture).hasBinaryContent(first);
      assertThat(otherSeeds(kind, picture)).anyMatch(other -> !Arrays.equals(other, first));
    }
  }

  @Test
  void drawsHowTrainingWentWithoutAnArchive() throws IOException {
    writeBundle(TestBundles.model());
    assertThat(generate("generate.kind=learning-curve")).as(run.err()).isZero();
    Path picture = output().resolve("learning-curve.png");
    byte[] one = Files.readAllBytes(picture);

    String against = "generate.against=" + folder.resolve("other.bundle");
    assertThat(generate("generate.kind=learning-curve", against, "output.overwrite=true"))
        .isEqualTo(2);
    assertThat(run.err()).contains("other.bundle");
    assertThat(picture).hasBinaryContent(one);

    TestBundles.bundle(TestBundles.plain(), folder.resolve("others"));
    String second = "generate.against=" + folder.resolve("others/test.bundle");
    assertThat(generate("generate.kind=learning-curve", second, "output.overwrite=true")).isZero();
    assertThat(Files.readAllBytes(picture)).isNotEqualTo(one);
    assertThat(run.out()).contains("an axis of its own: the trainings differ in kind");
  }

  /** Several: which images win follows from where the archive lies, and two seeds may agree. */
  private List<byte[]> otherSeeds(String kind, Path picture) throws IOException {
    List<byte[]> pictures = new ArrayList<>();
    for (int seed = 2; seed <= 4; seed++) {
      generate(kind, archive(), size(kind), "generate.seed=" + seed, "output.overwrite=true");
      pictures.add(Files.readAllBytes(picture));
    }
    return pictures;
  }

  private static String size(String kind) {
    return kind.endsWith("latent-map") ? "generate.map-images=15" : "generate.count=8";
  }

  @Test
  void drawsSamplesOfAPlainBundleFromWhatAnArchivesLatentsAre() {
    writeArchive();
    writeBundle(TestBundles.plain());

    assertThat(generate("generate.kind=samples", archive(), "generate.map-images=15")).isZero();

    assertThat(run.out()).contains("a Gaussian fitted to the latents of 15 images");
    assertThat(output().resolve("samples.png")).isNotEmptyFile();
  }

  private String archive() {
    return "archive.path=" + folder.resolve("archive");
  }

  private void writeArchive() {
    String path = "output.path=" + folder.resolve("archive");
    run.execute(new Synthesize(), path, "synthesize.count=20", "synthesize.size=16");
  }

  private void writeBundle(Autoencoder model) {
    TestBundles.bundle(model, folder.resolve("bundles"));
  }

  private Path output() {
    return folder.resolve("out/pictures");
  }

  /** What lies in the output's folder, but for what Hadoop hides there. */
  private List<String> names() throws IOException {
    try (Stream<Path> paths = Files.list(output().getParent())) {
      return paths
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .toList();
    }
  }

  private int generate(String... overrides) {
    String[] all = new String[overrides.length + 1];
    all[0] = "bundle=" + folder.resolve("bundles/test.bundle");
    System.arraycopy(overrides, 0, all, 1, overrides.length);
    return run.execute(new Generate(), "output.path=" + output(), all);
  }
}
