package io.nightjar.evaluation;

import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.RasterImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What each latent unit stands for: it is moved while the others stay where the first image has
 * them. A row for each unit, those that vary most over the images first: the image, then the steps,
 * from −3 to 3 for a variational bundle, whose prior's deviation is 1, else from three deviations
 * below the unit's mean over the images to three above.
 *
 * @param originals of the bundle's image shape, one or more
 */
public record Traversals(List<RasterImage> originals) implements SheetPicture {
  /** Rows, at most. */
  static final int MAX_UNITS = 32;

  /** Images along a unit: an odd number, so that the middle is one of them. */
  static final int STEPS = 11;

  private static final double DEVIATIONS = 3;

  public Traversals {
    originals = List.copyOf(originals);
  }

  @Override
  public PictureSheet draw(Bundle bundle, LatentEncoder network) {
    LatentCloud cloud = LatentCloud.of(originals, network);
    boolean variational = bundle.autoencoder().latent().variational();
    List<Integer> units =
        IntStream.range(0, cloud.size())
            .boxed()
            .sorted(Comparator.comparingDouble(cloud::stddev).reversed())
            .limit(MAX_UNITS)
            .toList();
    List<List<RasterImage>> rows = new ArrayList<>();
    for (int unit : units) {
      double centre = variational ? 0 : cloud.mean(unit);
      double reach = DEVIATIONS * (variational ? 1 : cloud.stddev(unit));
      rows.add(row(cloud.latents().mean(0), unit, centre - reach, centre + reach, network));
    }
    SheetLayout layout =
        new SheetLayout(1)
            .withColumnGaps(List.of(1))
            .withLabels(units.stream().map(unit -> "u" + unit).toList());
    return new PictureSheet(title(variational, cloud), rows, layout);
  }

  private static String title(boolean variational, LatentCloud cloud) {
    String reach =
        variational
            ? "−3 to 3"
            : "3 deviations below its mean over %,d images to 3 above".formatted(cloud.count());
    String order =
        cloud.size() > MAX_UNITS
            ? "The %d of %d units that vary most".formatted(MAX_UNITS, cloud.size())
            : "Those that vary most";
    return "Traversals. One image, and a latent unit in each row moved from %s. %s come first."
        .formatted(reach, order);
  }

  private List<RasterImage> row(
      float[] latent, int unit, double from, double to, LatentEncoder network) {
    RasterImage original = originals.get(0);
    List<RasterImage> row = new ArrayList<>(List.of(original));
    for (int step = 0; step < STEPS; step++) {
      latent[unit] = (float) (from + (to - from) * step / (STEPS - 1));
      row.add(GreyLevels.of(network.decode(latent, 1), original.shape()));
    }
    return row;
  }
}
