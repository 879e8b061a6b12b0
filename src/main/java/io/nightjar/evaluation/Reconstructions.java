package io.nightjar.evaluation;

import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.Latents;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.RasterImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Images, and below each what comes back from its embedding: for a variational bundle from the
 * posterior's mean.
 *
 * @param originals of the bundle's image shape
 */
public record Reconstructions(List<RasterImage> originals) implements SheetPicture {
  private static final String TITLE =
      "Reconstructions. Each pair of rows: originals above, reconstructions below.";

  public Reconstructions {
    originals = List.copyOf(originals);
  }

  @Override
  public PictureSheet draw(Bundle bundle, LatentEncoder network) {
    List<List<RasterImage>> rows = new ArrayList<>();
    for (int from = 0; from < originals.size(); from += COLUMNS) {
      List<RasterImage> row = originals.subList(from, Math.min(from + COLUMNS, originals.size()));
      rows.add(row);
      rows.add(row.stream().map(original -> reconstruct(original, network)).toList());
    }
    return new PictureSheet(TITLE, rows, new SheetLayout(2));
  }

  private static RasterImage reconstruct(RasterImage original, LatentEncoder network) {
    Latents latents = network.encode(original.values(), 1);
    return GreyLevels.of(network.decode(latents.mean(), 1), original.shape());
  }
}
