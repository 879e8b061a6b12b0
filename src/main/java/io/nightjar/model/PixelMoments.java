package io.nightjar.model;

/**
 * Mean and variance of each pixel value over images: all that the cost of an output that is the
 * same for every image depends on.
 *
 * @param images how many, 1 or more
 * @param mean of each pixel value, in [0, 1]
 * @param variance of each, the mean square of what is left, 0 or more
 */
@SuppressWarnings("ArrayRecordComponent") // computed with, never compared
public record PixelMoments(long images, double[] mean, double[] variance) {
  public PixelMoments {
    if (images < 1 || mean.length != variance.length) {
      throw new IllegalArgumentException(
          "%d images with %d means and %d variances"
              .formatted(images, mean.length, variance.length));
    }
  }
}
