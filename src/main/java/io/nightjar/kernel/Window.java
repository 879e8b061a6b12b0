package io.nightjar.kernel;

/**
 * How a square kernel moves over an image.
 *
 * @param kernel side
 * @param stride of both directions
 * @param padding zeros on each side
 */
public record Window(long kernel, long stride, long padding) {

  /** A side's length after a convolution. */
  public long convolved(long side) {
    return (side + 2 * padding - kernel) / stride + 1;
  }

  /** A side's length after a transposed convolution. */
  public long transposed(long side) {
    return (side - 1) * stride + kernel - 2 * padding;
  }

  long[] strides() {
    return new long[] {stride, stride};
  }

  long[] paddings() {
    return new long[] {padding, padding};
  }
}
