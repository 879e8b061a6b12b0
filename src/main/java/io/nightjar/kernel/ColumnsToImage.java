package io.nightjar.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.nightjar.kernel.Kernel.Tensor;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/**
 * A transposed convolution to few channels: one matrix product gives what each input pixel adds to
 * each of its outputs, and each output pixel sums up what it gets.
 */
final class ColumnsToImage implements LayerKernel.Forward {
  private final TransposedConvolution shape;
  private final long batch;
  private final Kernel product;
  private final FloatPointer columns;

  ColumnsToImage(TransposedConvolution shape, long batch) {
    this.shape = shape;
    this.batch = batch;
    long pixels = batch * shape.height() * shape.width();
    memory.desc x = OneDnn.tensor(memory.format_tag.ab, pixels, shape.channels());
    memory.desc w = OneDnn.tensor(memory.format_tag.ab, shape.channels(), taps());
    memory.desc sums = OneDnn.tensor(memory.format_tag.ab, pixels, taps());
    product =
        new Kernel(
            new matmul.primitive_desc(OneDnn.ENGINE, x, w, sums, OneDnn.attributes(), false),
            new Tensor(DNNL_ARG_SRC, x),
            new Tensor(DNNL_ARG_WEIGHTS, w),
            new Tensor(DNNL_ARG_DST, sums));
    columns = new FloatPointer(pixels * taps());
  }

  /** Outputs that an input pixel reaches: (outputs, kernel, kernel). */
  private long taps() {
    return shape.outputs() * shape.window().kernel() * shape.window().kernel();
  }

  @Override
  public void run(Pointer x, Pointer weights, Pointer bias, Pointer y) {
    product.run(x, weights, columns);
    long rows = shape.window().transposed(shape.height());
    long size = rows * shape.window().transposed(shape.width()) * shape.outputs();
    FloatIndexer from = FloatIndexer.create(columns);
    FloatIndexer to = FloatIndexer.create(floats(y, batch * size));
    FloatIndexer biases = FloatIndexer.create(floats(bias, shape.outputs()));
    for (long image = 0; image < batch; image++) {
      for (long row = 0; row < rows; row++) {
        sumRow(from, image, row, biases, to, image * size + row * (size / rows));
      }
    }
  }

  private static FloatPointer floats(Pointer data, long count) {
    return new FloatPointer(data).capacity(count);
  }

  private void sumRow(
      FloatIndexer from, long image, long row, FloatIndexer biases, FloatIndexer to, long place) {
    long kernel = shape.window().kernel();
    long stride = shape.window().stride();
    long below = row + shape.window().padding();
    for (long i = 0; i < rowLength(); i++) {
      to.put(place + i, biases.get(i % shape.outputs()));
    }
    for (long tap = below % stride; tap < kernel; tap += stride) {
      long source = (below - tap) / stride;
      if (below >= tap && source < shape.height()) {
        addRow(from, (image * shape.height() + source) * shape.width(), tap * kernel, to, place);
      }
    }
  }

  private long rowLength() {
    return shape.window().transposed(shape.width()) * shape.outputs();
  }

  /** Adds what one row of input pixels gives through one row of the kernel. */
  private void addRow(
      FloatIndexer from, long firstPixel, long kernelRow, FloatIndexer to, long place) {
    long kernel = shape.window().kernel();
    long area = kernel * kernel;
    long outputs = shape.outputs();
    long width = shape.window().transposed(shape.width());
    for (long pixel = 0; pixel < shape.width(); pixel++) {
      long source = (firstPixel + pixel) * area * outputs + kernelRow;
      long start = pixel * shape.window().stride() - shape.window().padding();
      for (long tap = Math.max(0, -start); tap < Math.min(kernel, width - start); tap++) {
        long target = place + (start + tap) * outputs;
        for (long output = 0; output < outputs; output++) {
          long i = target + output;
          to.put(i, to.get(i) + from.get(source + output * area + tap));
        }
      }
    }
  }
}
