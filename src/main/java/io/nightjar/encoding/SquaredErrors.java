package io.nightjar.encoding;

/** How far reconstructions are from their images. */
final class SquaredErrors {
  /** Grey levels are divided by this, as for the network. */
  private static final float WHITE = 255f;

  private SquaredErrors() {}

  /**
   * Mean squared error per pixel value of each image, summed in double precision.
   *
   * @param pixels uint8, images one after the other
   * @param decoded as many images, their pixels in [0, 1]
   */
  static float[] mean(byte[] pixels, float[] decoded, int count) {
    int size = decoded.length / count;
    float[] errors = new float[count];
    for (int image = 0; image < count; image++) {
      double sum = 0;
      for (int i = image * size; i < (image + 1) * size; i++) {
        double error = (pixels[i] & 0xff) / WHITE - decoded[i];
        sum += error * error;
      }
      errors[image] = (float) (sum / size);
    }
    return errors;
  }
}
