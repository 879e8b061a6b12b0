package io.nightjar.evaluation;

import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.RasterImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images that the decoder makes of latents drawn from a distribution: the mean of p(x|z) for each.
 *
 * @param count images, 1 to {@value Picture#MAX_IMAGES}
 * @param seed of z; sample i depends on the seed and i alone
 * @param distribution of z
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, figure 5</a>
 */
public record Samples(int count, long seed, LatentDistribution distribution)
    implements SheetPicture {
  public Samples {
    Picture.requireCount(count);
  }

  @Override
  public PictureSheet draw(Bundle bundle, LatentEncoder network) {
    List<List<RasterImage>> rows = new ArrayList<>();
    for (int from = 0; from < count; from += COLUMNS) {
      IntStream row = IntStream.range(from, Math.min(from + COLUMNS, count));
      rows.add(row.mapToObj(index -> sample(index, bundle, network)).toList());
    }
    return new PictureSheet(
        "Samples from %s.".formatted(distribution.text()), rows, new SheetLayout(rows.size()));
  }

  private RasterImage sample(int index, Bundle bundle, LatentEncoder network) {
    float[] latent = distribution.draw(bundle.latentSize(), seed, index);
    return GreyLevels.of(network.decode(latent, 1), bundle.autoencoder().image());
  }
}
