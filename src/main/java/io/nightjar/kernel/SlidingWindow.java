package io.nightjar.kernel;

import org.bytedeco.dnnl.memory;

/** A layer whose kernel moves over images. */
sealed interface SlidingWindow extends LayerShape permits Convolution, TransposedConvolution {
  /** Of the input. */
  long channels();

  /** Of the input. */
  long height();

  /** Of the input. */
  long width();

  Window window();

  @Override
  default memory.desc input(long batch) {
    return ImageOrder.CHANNELS_LAST.tensor(batch, channels(), height(), width());
  }

  @Override
  default memory.desc output(long batch) {
    long[] sizes = outputSizes(batch);
    return ImageOrder.CHANNELS_LAST.tensor(sizes[0], sizes[1], sizes[2], sizes[3]);
  }

  /** Weights whose shape is (outputs, channels, kernel, kernel), in some order in memory. */
  default memory.desc weights(memory.format_tag order) {
    return OneDnn.tensor(order, outputs(), channels(), window().kernel(), window().kernel());
  }
}
