package io.nightjar.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import io.nightjar.Printable;
import io.nightjar.bundle.Fingerprint;
import io.nightjar.bundle.LearningVerdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A comparison as one HTML page that needs nothing else: no script, no network, its pictures inside
 * it.
 *
 * @param about what the images are
 * @param images how many the maps and figures are of
 * @param standardCoverage what as many draws of N(0, I) cover of |z| ≤ 2
 * @param columns the two sides
 */
public record ComparisonPage(
    String about, int images, double standardCoverage, List<Column> columns) implements Drawing {
  private static final String TEMPLATE = "comparison.html";

  public ComparisonPage {
    columns = List.copyOf(columns);
  }

  /**
   * What the page shows of one bundle.
   *
   * @param verdict whether its network has learnt anything
   * @param samples from N(0, I), then from the Gaussian fitted to its latents
   */
  record Column(
      String name,
      String fingerprint,
      boolean variational,
      LearningVerdict verdict,
      LatentFigures figures,
      LatentChart ownMap,
      LatentChart sameMap,
      PictureSheet reconstructions,
      List<PictureSheet> samples,
      PictureSheet interpolations) {
    Column {
      samples = List.copyOf(samples);
    }

    String kind() {
      return variational ? "Variational autoencoder" : "Plain autoencoder";
    }

    /** As sentences call it. */
    String text() {
      return "%s (%s)".formatted(kind(), name);
    }

    private Map<String, Object> values() {
      return Map.of(
          "name", name,
          "kind", kind(),
          "fingerprint", Fingerprint.shown(fingerprint),
          "ownMap", image(ownMap),
          "sameMap", image(sameMap),
          "reconstructions", image(reconstructions.untitled()),
          "samples", samples.stream().map(Column::captioned).toList(),
          "interpolations", image(interpolations.untitled()));
    }

    private static Map<String, Object> captioned(PictureSheet sheet) {
      return Map.of("caption", sheet.title(), "image", image(sheet.untitled()));
    }

    private static String image(Drawing drawing) {
      return "data:image/png;base64," + Base64.getEncoder().encodeToString(drawing.bytes());
    }
  }

  @Override
  public String title() {
    return "Two bundles compared on %,d images.".formatted(images);
  }

  @Override
  public String extension() {
    return "html";
  }

  @Override
  public byte[] bytes() {
    var findings = new ComparisonFindings(images, standardCoverage, columns);
    return Mustache.compiler()
        .withFormatter(value -> Printable.line(String.valueOf(value)))
        .compile(template())
        .execute(
            Map.of(
                "about", about,
                "images", "%,d".formatted(images),
                "columns", columns.stream().map(Column::values).toList(),
                "findings", findings.sentences(),
                "notes", new ComparisonNotes(columns, findings),
                "rows", new ComparisonTable(images, standardCoverage, columns).rows()))
        .getBytes(UTF_8);
  }

  private static String template() {
    try (InputStream template = ComparisonPage.class.getResourceAsStream(TEMPLATE)) {
      return new String(template.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
