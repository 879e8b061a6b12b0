package io.nightjar.evaluation;

import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.EmbeddingFigures;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.RasterImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What each latent unit stands for: it is moved while the others stay where the first image has
 * them. Above all, that image and its reconstruction. Below, a row for each unit under one scale:
 * from −3 to 3 for a variational bundle, whose prior's deviation is 1, else from three deviations
 * below the unit's mean to three above. Rows stand in the order of the units' deviations over the
 * images that training measured, the largest first; of a bundle that does not tell those, over the
 * images given.
 *
 * @param originals of the bundle's image shape, one or more
 */
public record Traversals(List<RasterImage> originals) implements SheetPicture {
  /** Rows, at most. */
  static final int MAX_UNITS = 32;

  /** Images along a unit: half a deviation apart, 0 in the middle. */
  static final int STEPS = 13;

  private static final double STEP = 0.5;
  private static final double REACH = 3;

  public Traversals {
    originals = List.copyOf(originals);
  }

  /** How the units vary over many images. */
  private record Spread(String images, List<Double> means, List<Double> stddevs) {
    static Spread of(Bundle bundle, LatentCloud cloud) {
      return bundle.trainingFigures().map(Spread::of).orElseGet(() -> of(cloud));
    }

    private static Spread of(EmbeddingFigures figures) {
      return new Spread(
          "the %,d images that training measured".formatted(figures.images()),
          figures.latentMean(),
          figures.latentStddev());
    }

    private static Spread of(LatentCloud cloud) {
      return new Spread(
          "%,d images".formatted(cloud.count()),
          IntStream.range(0, cloud.size()).mapToObj(cloud::mean).toList(),
          IntStream.range(0, cloud.size()).mapToObj(cloud::stddev).toList());
    }

    List<Integer> widestFirst() {
      return IntStream.range(0, stddevs.size())
          .boxed()
          .sorted(Comparator.comparingDouble((Integer unit) -> stddevs.get(unit)).reversed())
          .limit(MAX_UNITS)
          .toList();
    }
  }

  @Override
  public PictureSheet draw(Bundle bundle, LatentEncoder network) {
    LatentCloud cloud = LatentCloud.of(originals, network);
    Spread spread = Spread.of(bundle, cloud);
    boolean variational = bundle.autoencoder().latent().variational();
    RasterImage original = originals.get(0);
    List<List<RasterImage>> rows = new ArrayList<>();
    List<String> labels = new ArrayList<>(List.of("original, decoded"));
    rows.add(List.of(original, decode(cloud.latents().mean(0), network)));
    for (int unit : spread.widestFirst()) {
      double centre = variational ? 0 : spread.means().get(unit);
      double deviation = variational ? 1 : spread.stddevs().get(unit);
      rows.add(row(cloud.latents().mean(0), unit, centre, deviation, network));
      labels.add("u%d: %.2f".formatted(unit, spread.stddevs().get(unit)));
    }
    SheetLayout layout =
        new SheetLayout(rows.size()).withLabels(labels).withScale(scale(variational));
    return new PictureSheet(title(spread), rows, layout);
  }

  private static SheetScale scale(boolean variational) {
    List<String> ticks =
        IntStream.range(0, STEPS).mapToObj(step -> tick(step * STEP - REACH)).toList();
    String name =
        variational
            ? "the unit's value, in deviations of its prior N(0, 1)"
            : "the unit's distance from its mean, in its deviations";
    return new SheetScale(1, name, ticks);
  }

  private static String tick(double value) {
    String digits = "%.1f".formatted(Math.abs(value)).replaceFirst("[.,]0$", "");
    return (value < 0 ? "−" : "") + digits;
  }

  private static String title(Spread spread) {
    int units = spread.stddevs().size();
    String rows =
        units > MAX_UNITS
            ? "the %d of %d latent units that vary most".formatted(MAX_UNITS, units)
            : "latent units";
    return "Traversals: in each row one latent unit is moved and the others stay. Rows: %s, each with its deviation over %s, the largest first."
        .formatted(rows, spread.images());
  }

  private List<RasterImage> row(
      float[] latent, int unit, double centre, double deviation, LatentEncoder network) {
    List<RasterImage> row = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      latent[unit] = (float) (centre + (step * STEP - REACH) * deviation);
      row.add(decode(latent, network));
    }
    return row;
  }

  private RasterImage decode(float[] latent, LatentEncoder network) {
    return GreyLevels.of(network.decode(latent, 1), originals.get(0).shape());
  }
}
