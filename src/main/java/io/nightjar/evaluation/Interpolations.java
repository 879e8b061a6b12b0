package io.nightjar.evaluation;

import io.nightjar.InvalidInputException;
import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.RasterImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Straight lines in latent space from one image to another: a row for each pair, with the originals
 * at its ends and between them what is decoded along the line, for a variational bundle between the
 * posteriors' means. The first and the last step are the originals' reconstructions.
 *
 * @param originals of the bundle's image shape, two or more; the first and the second are a pair,
 *     and so on, and an odd one is left out
 */
public record Interpolations(List<RasterImage> originals) implements SheetPicture {
  /** Images along a line, both ends included. */
  static final int STEPS = 10;

  private static final String TITLE =
      "Interpolations. Each row: an original, steps along the line between the two latents, an"
          + " original.";

  public Interpolations {
    originals = List.copyOf(originals);
    if (originals.size() < 2) {
      throw new InvalidInputException(
          "generate.kind=interpolations goes from one image to another, and there is %d: raise"
                  .formatted(originals.size())
              + " generate.count, or name a larger archive.path");
    }
  }

  @Override
  public PictureSheet draw(Bundle bundle, LatentEncoder network) {
    List<List<RasterImage>> rows = new ArrayList<>();
    for (int i = 0; i + 1 < originals.size(); i += 2) {
      rows.add(row(originals.get(i), originals.get(i + 1), network));
    }
    return new PictureSheet(TITLE, rows, new SheetLayout(1).withColumnGaps(List.of(1, 1 + STEPS)));
  }

  private static List<RasterImage> row(RasterImage from, RasterImage to, LatentEncoder network) {
    float[] start = network.encode(from.values(), 1).mean();
    float[] end = network.encode(to.values(), 1).mean();
    List<RasterImage> steps = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      float[] latent = between(start, end, (double) step / (STEPS - 1));
      steps.add(GreyLevels.of(network.decode(latent, 1), from.shape()));
    }
    return Stream.of(List.of(from), steps, List.of(to)).flatMap(List::stream).toList();
  }

  /**
   * A point on the line.
   *
   * @param part of the way, 0 to 1
   */
  static float[] between(float[] start, float[] end, double part) {
    float[] point = new float[start.length];
    for (int i = 0; i < point.length; i++) {
      point[i] = (float) ((1 - part) * start[i] + part * end[i]);
    }
    return point;
  }
}
