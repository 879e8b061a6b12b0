package io.nightjar.archive.synthetic;

import io.nightjar.CounterRandom;
import java.awt.Color;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The factors of one synthetic image.
 *
 * @param index its position in the archive
 * @param shape its label
 * @param size the shape's diameter as a fraction of the image's side, 0.3 to 0.6
 * @param x the shape's centre from the left, as a fraction of the side
 * @param y the shape's centre from the top, as a fraction of the side
 * @param rotation clockwise, degrees, 0 to 360
 * @param colour red, green and blue in 24 bits; the three are equal where the image is grey
 * @param encoding its extension: png or jpg
 * @param damage how it is broken, if it is
 */
record SyntheticImage(
    long index,
    SyntheticShape shape,
    double size,
    double x,
    double y,
    double rotation,
    int colour,
    String encoding,
    Optional<Damage> damage) {
  static final String CSV_HEADER = "file,shape,size,x,y,rotation,colour,broken";

  /** The image at a position: a function of the seed and the position. */
  static SyntheticImage at(SyntheticOptions options, long index) {
    SplittableRandom random = new SplittableRandom(CounterRandom.bits(options.seed(), index));
    SyntheticShape[] shapes = SyntheticShape.values();
    SyntheticShape shape = shapes[random.nextInt(shapes.length)];
    double size = random.nextDouble(0.3, 0.6);
    double x = random.nextDouble(size / 2, 1 - size / 2);
    double y = random.nextDouble(size / 2, 1 - size / 2);
    double rotation = random.nextDouble(360);
    int colour = colour(random, options.channels());
    String encoding = random.nextBoolean() ? "png" : "jpg";
    Optional<Damage> damage = damage(random, options.brokenFraction());
    return new SyntheticImage(
        index,
        shape,
        size,
        x,
        y,
        rotation,
        colour,
        damage.map(Damage::encoding).orElse(encoding),
        damage);
  }

  /** The file's name without its folder, for example {@code 00000012.png}. */
  String fileName() {
    return "%08d.%s".formatted(index, encoding);
  }

  /** A line of {@code _factors.csv} under {@link #CSV_HEADER}. */
  String csv(String file) {
    return String.format(
        Locale.ROOT,
        "%s,%s,%.4f,%.4f,%.4f,%.2f,#%06x,%s",
        file,
        shape.key(),
        size,
        x,
        y,
        rotation,
        colour,
        damage.map(Damage::key).orElse(""));
  }

  private static int colour(SplittableRandom random, int channels) {
    float hue = (float) random.nextDouble();
    float saturation = channels == 1 ? 0 : (float) random.nextDouble(0.6, 1);
    float brightness = (float) random.nextDouble(0.7, 1);
    return Color.HSBtoRGB(hue, saturation, brightness) & 0xFFFFFF;
  }

  private static Optional<Damage> damage(SplittableRandom random, double fraction) {
    if (random.nextDouble() >= fraction) {
      return Optional.empty();
    }
    Damage[] kinds = Damage.values();
    return Optional.of(kinds[random.nextInt(kinds.length)]);
  }
}
