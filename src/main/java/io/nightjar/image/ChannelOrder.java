package io.nightjar.image;

/** Between OpenCV's interleaved blue, green, red and the network's planes of red, green, blue. */
final class ChannelOrder {
  private ChannelOrder() {}

  /**
   * Takes interleaved values apart.
   *
   * @param interleaved (height, width, channels)
   * @return (channels, height, width), channels in the opposite order
   */
  static byte[] toPlanar(byte[] interleaved, int channels) {
    int area = interleaved.length / channels;
    byte[] planar = new byte[interleaved.length];
    for (int channel = 0; channel < channels; channel++) {
      int plane = (channels - 1 - channel) * area;
      for (int i = 0; i < area; i++) {
        planar[plane + i] = interleaved[i * channels + channel];
      }
    }
    return planar;
  }

  /**
   * Weaves planes together.
   *
   * @param planar (channels, height, width)
   * @return (height, width, channels), channels in the opposite order
   */
  static byte[] toInterleaved(byte[] planar, int channels) {
    int area = planar.length / channels;
    byte[] interleaved = new byte[planar.length];
    for (int channel = 0; channel < channels; channel++) {
      int plane = (channels - 1 - channel) * area;
      for (int i = 0; i < area; i++) {
        interleaved[i * channels + channel] = planar[plane + i];
      }
    }
    return interleaved;
  }
}
