package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SharedSpark;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.Latents;
import io.nightjar.bundle.TestBundles;
import io.nightjar.encoding.Engine;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.evaluation.ChosenImage;
import io.nightjar.evaluation.ImageChoice;
import io.nightjar.runtime.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code generate.kind=comparison}. */
final class ComparisonIT {
  private static final int IMAGES = 20;

  private final Terminal terminal = new Terminal();

  @TempDir Path folder;
  private Bundle plain;
  private Bundle variational;
  private String page;

  @BeforeEach
  void drawPage() throws IOException {
    String archive = folder.resolve("archive & more\u009b2J").toString();
    terminal.succeed(
        "synthesize", "output.path=" + archive, "synthesize.count=" + IMAGES, "synthesize.size=16");
    plain = TestBundles.bundle(TestBundles.plain(), folder.resolve("plain"));
    variational = TestBundles.bundle(TestBundles.model(), folder.resolve("variational"));
    terminal.succeed(
        "generate",
        "generate.kind=comparison",
        "bundle=" + folder.resolve("plain/test.bundle"),
        "generate.against=" + folder.resolve("variational/test.bundle"),
        "generate.count=8",
        "archive.path=" + archive,
        "output.path=" + folder.resolve("page"));
    page = Files.readString(folder.resolve("page/comparison.html"));
  }

  @Test
  void needsNothingButItself() throws IOException {
    assertThat(page).doesNotContain("http:", "https:", "<script", "<link", "url(", "@import");
    List<String> sources = matches("(?:src|href)=\"([^\"]*)\"");
    assertThat(sources).hasSize(2 * 6);
    for (String source : sources) {
      assertThat(source).startsWith("data:image/png;base64,");
      byte[] png = Base64.getDecoder().decode(source.substring(source.indexOf(',') + 1));
      assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isGreaterThan(84);
    }
    assertThat(page)
        .contains("archive &amp; more\\u009b2J")
        .doesNotContain("archive & more", "\u009b", "{{");
  }

  @Test
  void hasEverySection() {
    assertThat(matches("<h2 id=\"([a-z-]+)\">"))
        .containsExactly(
            "findings",
            "figures",
            "own-scale",
            "same-scale",
            "samples",
            "interpolations",
            "reconstructions");
    assertThat(page)
        .contains("Plain autoencoder", "Variational autoencoder")
        .contains("Samples from N(0, I)", "a Gaussian fitted to the latents of 20 images");
  }

  @Test
  void givesTheFiguresOfItsImages() {
    List<ChosenImage> images =
        new ImageChoice(IMAGES, 1)
            .from(
                Archive.open(
                    ArchiveOptions.of(folder.resolve("archive & more\u009b2J").toString()),
                    SharedSpark.context().hadoopConfiguration()),
                plain.preprocessing(),
                SharedSpark.context(),
                Progress.none());
    for (Bundle bundle : List.of(plain, variational)) {
      Expected expected = expected(bundle, images);
      assertThat(page).contains("<td>%.4f</td>".formatted(expected.mse()));
      assertThat(page)
          .contains("<td>%.2f ± %.2f</td>".formatted(expected.mean(), expected.stddev()));
      if (bundle == variational) {
        assertThat(page).contains("<td>%.2f</td>".formatted(expected.kl()));
      }
    }
  }

  /** Figures of all the images; mean and deviation of the first unit. */
  private record Expected(double mse, double mean, double stddev, double kl) {}

  private static Expected expected(Bundle bundle, List<ChosenImage> images) {
    double error = 0;
    double sum = 0;
    double squares = 0;
    double kl = 0;
    try (LatentEncoder network = Engine.ONNX.open(bundle, 1)) {
      for (ChosenImage chosen : images) {
        byte[] pixels = chosen.image().values();
        Latents latents = network.encode(pixels, 1);
        error += network.reconstructionErrors(pixels, latents)[0];
        sum += latents.mean()[0];
        squares += latents.mean()[0] * latents.mean()[0];
        for (int i = 0; latents.stddev() != null && i < latents.size(); i++) {
          double variance = Math.pow(latents.stddev()[i], 2);
          kl += (Math.pow(latents.mean()[i], 2) + variance - 1 - Math.log(variance)) / 2;
        }
      }
    }
    int count = images.size();
    double mean = sum / count;
    return new Expected(error / count, mean, Math.sqrt(squares / count - mean * mean), kl / count);
  }

  private List<String> matches(String pattern) {
    return Pattern.compile(pattern)
        .matcher(page)
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }
}
