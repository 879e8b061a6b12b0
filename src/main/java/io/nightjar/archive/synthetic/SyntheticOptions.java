package io.nightjar.archive.synthetic;

import io.nightjar.InvalidInputException;
import java.io.Serializable;
import java.util.Objects;

/**
 * What synthetic archive to write: the {@code synthesize.*} keys. Equal options give equal bytes.
 *
 * @param path the directory to write, as a Hadoop path
 * @param count images, 1 to 100 million
 * @param size width and height in pixels, 8 to 4096
 * @param channels 1 (grey) or 3 (colour)
 * @param seed of all that is drawn by chance
 * @param brokenFraction the share of images damaged on purpose, 0 to 1
 * @param format how they are stored
 */
public record SyntheticOptions(
    String path,
    long count,
    int size,
    int channels,
    long seed,
    double brokenFraction,
    SyntheticFormat format)
    implements Serializable {
  public SyntheticOptions {
    require(!path.isBlank(), "output.path is empty: set it to the directory to write");
    require(
        count >= 1 && count <= 100_000_000,
        "synthesize.count: %d (expected 1 to 100000000)".formatted(count));
    require(size >= 8 && size <= 4096, "synthesize.size: %d (expected 8 to 4096)".formatted(size));
    require(
        channels == 1 || channels == 3,
        "synthesize.channels: %d (expected 1 or 3)".formatted(channels));
    require(
        brokenFraction >= 0 && brokenFraction <= 1,
        "synthesize.broken-fraction: %s (expected 0 to 1)".formatted(brokenFraction));
    Objects.requireNonNull(format, "format");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidInputException(otherwise);
    }
  }
}
