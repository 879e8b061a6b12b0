package io.nightjar.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.nightjar.kernel.Kernel.Tensor;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A transposed convolution to few channels: one matrix product gives what each input pixel adds to
 * each of its outputs, and each output pixel sums up what it gets.
 */
final class ColumnsToImage implements LayerKernel.Forward {
  private final TransposedConvolution shape;
  private final long batch;
  private final Kernel product;
  private final FloatPointer columns;
  private final int outputs;
  private final int taps;

  /** What each pixel of one input image adds to each of its outputs. */
  private final float[] sums;

  /** One output image, its channels last. */
  private final float[] image;

  ColumnsToImage(TransposedConvolution shape, long batch) {
    this.shape = shape;
    this.batch = batch;
    outputs = (int) shape.outputs();
    taps = (int) (shape.outputs() * shape.window().kernel() * shape.window().kernel());
    sums = new float[(int) (shape.height() * shape.width()) * taps];
    image =
        new float
            [(int)
                (shape.window().transposed(shape.height())
                    * shape.window().transposed(shape.width())
                    * outputs)];
    long pixels = batch * shape.height() * shape.width();
    memory.desc x = OneDnn.tensor(memory.format_tag.ab, pixels, shape.channels());
    memory.desc w = OneDnn.tensor(memory.format_tag.ab, shape.channels(), taps);
    memory.desc products = OneDnn.tensor(memory.format_tag.ab, pixels, taps);
    product =
        new Kernel(
            new matmul.primitive_desc(OneDnn.ENGINE, x, w, products, OneDnn.attributes(), false),
            new Tensor(DNNL_ARG_SRC, x),
            new Tensor(DNNL_ARG_WEIGHTS, w),
            new Tensor(DNNL_ARG_DST, products));
    columns = new FloatPointer(pixels * taps);
  }

  @Override
  public void run(Pointer x, Pointer weights, Pointer bias, Pointer y) {
    product.run(x, weights, columns);
    float[] biases = new float[outputs];
    new FloatPointer(bias).get(biases);
    FloatPointer to = new FloatPointer(y);
    for (long i = 0; i < batch; i++) {
      columns.position(i * sums.length).get(sums);
      for (int value = 0; value < image.length; value++) {
        image[value] = biases[value % outputs];
      }
      for (int row = 0; row < shape.height(); row++) {
        addRow(row);
      }
      to.position(i * image.length).put(image);
    }
    columns.position(0);
  }

  /** Adds what a row of input pixels gives to the rows of the image that it reaches. */
  private void addRow(int row) {
    int kernel = (int) shape.window().kernel();
    int first = row * (int) shape.window().stride() - (int) shape.window().padding();
    int rows = (int) shape.window().transposed(shape.height());
    for (int tap = Math.max(0, -first); tap < Math.min(kernel, rows - first); tap++) {
      addRow(row, tap * kernel, (first + tap) * image.length / rows);
    }
  }

  /**
   * @param kernelRow the first of a row's taps
   * @param place of the image's row
   */
  private void addRow(int row, int kernelRow, int place) {
    int kernel = (int) shape.window().kernel();
    int stride = (int) shape.window().stride();
    int width = (int) shape.window().transposed(shape.width());
    int source = row * (int) shape.width() * taps + kernelRow;
    int start = -(int) shape.window().padding();
    for (int pixel = 0; pixel < shape.width(); pixel++, source += taps, start += stride) {
      int from = Math.max(0, -start);
      int to = Math.min(kernel, width - start);
      for (int output = 0; output < outputs; output++) {
        int taken = source + output * kernel * kernel;
        int given = place + start * outputs + output;
        for (int tap = from; tap < to; tap++) {
          image[given + tap * outputs] += sums[taken + tap];
        }
      }
    }
  }
}
