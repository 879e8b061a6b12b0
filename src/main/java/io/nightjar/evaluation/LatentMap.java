package io.nightjar.evaluation;

import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.RasterImage;
import java.util.List;
import java.util.Objects;

/**
 * Where the encoder puts images, coloured by label: for a variational bundle their posteriors'
 * means; more than two latents by their first two principal components.
 *
 * @param images of the bundle's image shape, one or more
 */
public record LatentMap(List<ChosenImage> images) implements Picture {
  public LatentMap {
    images = List.copyOf(images);
  }

  /**
   * Checks a number of images.
   *
   * @throws IllegalArgumentException when it is not in 1 to {@value ImageChoice#MAX_IMAGES}
   */
  public static int requireCount(int count) {
    if (count < 1 || count > ImageChoice.MAX_IMAGES) {
      throw new IllegalArgumentException(
          "map-images: %d (expected 1 to %d)".formatted(count, ImageChoice.MAX_IMAGES));
    }
    return count;
  }

  @Override
  public LatentChart draw(Bundle bundle, LatentEncoder network) {
    List<RasterImage> pixels = images.stream().map(ChosenImage::image).toList();
    LatentCloud cloud = LatentCloud.of(pixels, network);
    LatentPlane plane = LatentPlane.of(cloud);
    PlanePoints points = plane.points(cloud);
    return new LatentChart(
        title(), "", plane, points, groups(images), SquareFrame.around(points), List.of());
  }

  private String title() {
    long labels =
        images.stream().map(ChosenImage::label).filter(Objects::nonNull).distinct().count();
    int most = ChartStyle.PALETTE.size();
    String colors =
        labels == 0
            ? ""
            : labels <= most
                ? ", coloured by label"
                : ", coloured by label: the %d most frequent of %,d, and all the others together"
                    .formatted(most - 1, labels);
    return "Latents of %,d images%s".formatted(images.size(), colors);
  }

  static List<LabelGroups.Group> groups(List<ChosenImage> images) {
    return LabelGroups.of(images.stream().map(ChosenImage::label).toList());
  }
}
