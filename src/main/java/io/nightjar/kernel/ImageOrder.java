package io.nightjar.kernel;

import org.bytedeco.dnnl.memory;

/**
 * In which order a batch of images lies in memory; its shape is (batch, channels, height, width).
 */
public enum ImageOrder {
  /** Plane by plane: what arrays of that shape are by default. */
  CHANNELS_FIRST,
  /** Pixel by pixel, each with its channels: the fastest for convolutions. */
  CHANNELS_LAST;

  memory.desc tensor(long batch, long channels, long height, long width) {
    return OneDnn.tensor(tag(), batch, channels, height, width);
  }

  private memory.format_tag tag() {
    return this == CHANNELS_FIRST ? memory.format_tag.abcd : memory.format_tag.acdb;
  }
}
