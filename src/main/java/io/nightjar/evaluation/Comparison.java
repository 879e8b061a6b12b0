package io.nightjar.evaluation;

import io.nightjar.InvalidInputException;
import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.RasterImage;
import java.util.List;

/**
 * Two bundles on the same images, such as a plain autoencoder and a variational one: where they put
 * the images, what comes of latents that no image has, and figures.
 *
 * @param images of the bundles' image shape, two or more
 * @param shown of them in rows of pictures, at most; the figures and maps are of all
 * @param seed of the samples and the draws from posteriors
 * @param about what the images are, for the page
 */
public record Comparison(List<ChosenImage> images, int shown, long seed, String about) {
  private static final int MAX_SAMPLES = 48;
  private static final int MAX_RECONSTRUCTIONS = 16;
  private static final int MAX_INTERPOLATED = 12;
  private static final List<Double> CIRCLES = List.of(1.0, 2.0);

  public Comparison {
    images = List.copyOf(images);
    Picture.requireCount(shown);
  }

  /**
   * One of the two.
   *
   * @param name of the bundle, for the page
   * @param network of {@code bundle}, open
   */
  public record Side(String name, Bundle bundle, LatentEncoder network) {
    boolean variational() {
      return bundle.autoencoder().latent().variational();
    }
  }

  /**
   * Checks that both take the same pixels.
   *
   * @throws InvalidInputException when they do not
   */
  public static void requireComparable(Bundle first, Bundle second) {
    if (!first.preprocessing().equals(second.preprocessing())) {
      throw new InvalidInputException(
          "generate.against is a bundle of other images than bundle (%s and %s): train both with the same image.channels, height, width and resize"
              .formatted(second.preprocessing(), first.preprocessing()));
    }
  }

  /** Draws the page, the sides from left to right. */
  public ComparisonPage draw(Side left, Side right) {
    Seen first = see(left);
    Seen second = see(right);
    SquareFrame both = SquareFrame.centred(first.frame(), second.frame());
    return new ComparisonPage(
        about,
        images.size(),
        LatentFigures.coverageOfStandard(images.size(), seed),
        List.of(column(first, both), column(second, both)));
  }

  /** A side, its latents, and the plane that it is looked at in. */
  private record Seen(Side side, LatentCloud cloud, LatentPlane plane, PlanePoints points) {
    SquareFrame frame() {
      return SquareFrame.around(points);
    }
  }

  private Seen see(Side side) {
    LatentCloud cloud = LatentCloud.of(pixels(images.size()), side.network());
    LatentPlane plane = LatentPlane.of(cloud);
    return new Seen(side, cloud, plane, plane.points(cloud));
  }

  private ComparisonPage.Column column(Seen seen, SquareFrame both) {
    Side side = seen.side();
    return new ComparisonPage.Column(
        side.name(),
        side.bundle().fingerprint(),
        side.variational(),
        side.bundle().manifest().verdict(),
        LatentFigures.of(pixels(images.size()), seen.cloud(), side.network(), seed),
        map(seen, seen.frame(), List.of()),
        map(seen, both, CIRCLES),
        draw(new Reconstructions(pixels(Math.min(shown, MAX_RECONSTRUCTIONS))), side),
        List.of(
            samples(new StandardGaussian(), side), samples(FittedGaussian.of(seen.cloud()), side)),
        draw(new Interpolations(pixels(Math.min(Math.max(2, shown), MAX_INTERPOLATED))), side));
  }

  private LatentChart map(Seen seen, SquareFrame frame, List<Double> circles) {
    return new LatentChart(
        "", "", seen.plane(), seen.points(), LatentMap.groups(images), frame, circles);
  }

  private PictureSheet samples(LatentDistribution distribution, Side side) {
    return draw(new Samples(Math.min(shown, MAX_SAMPLES), seed, distribution), side);
  }

  private static PictureSheet draw(SheetPicture picture, Side side) {
    return picture.draw(side.bundle(), side.network());
  }

  /** The first of the images. */
  private List<RasterImage> pixels(int count) {
    return images.stream().limit(count).map(ChosenImage::image).toList();
  }
}
