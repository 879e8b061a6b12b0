package io.nightjar.model;

import io.nightjar.kernel.ImageOrder;
import io.nightjar.kernel.Recent;
import io.nightjar.kernel.Reorder;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays in the order in which kernels want them: matrices row by row; images, whose shape stays
 * (batch, channels, height, width), with their channels last in memory. Not thread-safe.
 */
final class Layouts {
  private final Recent<Reorder> reorders = new Recent<>();

  /** DL4J's reshapes between images and vectors, replaced by ours. */
  static ComputationGraphConfiguration withFastReshapes(
      ComputationGraphConfiguration configuration) {
    for (GraphVertex vertex : configuration.getVertices().values()) {
      if (vertex instanceof LayerVertex layer) {
        layer.setPreProcessor(fast(layer.getPreProcessor()));
      }
    }
    return configuration;
  }

  private static InputPreProcessor fast(InputPreProcessor reshape) {
    if (reshape instanceof CnnToFeedForwardPreProcessor plain) {
      return new ImageToVector(plain);
    }
    return reshape instanceof FeedForwardToCnnPreProcessor plain
        ? new VectorToImage(plain)
        : reshape;
  }

  /** Where an array's first number is. */
  static Pointer data(INDArray array) {
    return array.data().addressPointer();
  }

  /** A new array, its content undefined. */
  static INDArray create(ArrayType type, LayerWorkspaceMgr workspaces, long... shape) {
    return shape.length == 2
        ? workspaces.createUninitialized(type, DataType.FLOAT, shape, 'c')
        : workspaces
            .createUninitialized(
                type, DataType.FLOAT, new long[] {shape[0], shape[2], shape[3], shape[1]}, 'c')
            .permute(0, 3, 1, 2);
  }

  /** The array itself where it lies as kernels want it, else a copy that does. */
  INDArray fit(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
    if (array.rank() == 2) {
      return contiguous(array) ? array : workspaces.dup(type, array, 'c');
    }
    if (channelsLast(array)) {
      return array;
    }
    INDArray first = channelsFirst(array) ? array : workspaces.dup(type, array, 'c');
    INDArray last = create(type, workspaces, array.shape());
    reorder(first, ImageOrder.CHANNELS_FIRST, last, ImageOrder.CHANNELS_LAST);
    return last;
  }

  /** The same with an image's channels first. */
  INDArray planes(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
    if (channelsFirst(array)) {
      return array;
    }
    if (!channelsLast(array)) {
      return workspaces.dup(type, array, 'c');
    }
    INDArray first = workspaces.createUninitialized(type, DataType.FLOAT, array.shape(), 'c');
    reorder(array, ImageOrder.CHANNELS_LAST, first, ImageOrder.CHANNELS_FIRST);
    return first;
  }

  /**
   * An array as a matrix, row by row, with a column for each unit or channel: of an image's pixels
   * a row each. A view where it lies so already.
   */
  static INDArray unitsLast(INDArray array) {
    if (array.rank() == 2) {
      return contiguous(array) ? array : array.dup('c');
    }
    INDArray last = array.permute(0, 2, 3, 1);
    INDArray packed = channelsLast(array) ? last : last.dup('c');
    return packed.reshape('c', array.size(0) * array.size(2) * array.size(3), array.size(1));
  }

  /** The way back: such a matrix in the shape of another array but for its units or channels. */
  static INDArray likeUnitsLast(INDArray array, INDArray rows) {
    return array.rank() == 2
        ? rows
        : rows.reshape('c', array.size(0), array.size(2), array.size(3), rows.size(1))
            .permute(0, 3, 1, 2);
  }

  /** An image's channels first, each image in a row. */
  static INDArray flat(INDArray image) {
    if (channelsLast(image) && image.dataType() == DataType.FLOAT && image.size(1) > 1) {
      INDArray first = Nd4j.createUninitialized(image.dataType(), image.shape());
      new Layouts().reorder(image, ImageOrder.CHANNELS_LAST, first, ImageOrder.CHANNELS_FIRST);
      return first.reshape('c', image.size(0), -1);
    }
    return image.dup('c').reshape('c', image.size(0), -1);
  }

  private void reorder(INDArray from, ImageOrder order, INDArray to, ImageOrder wanted) {
    long[] shape = from.shape();
    reorders
        .get(
            order + Arrays.toString(shape),
            () -> Reorder.of(order, wanted, shape[0], shape[1], shape[2], shape[3]))
        .run(data(from), data(to));
  }

  /** Whether all are float32 matrices, row by row: kernels can read them as they are. */
  static boolean rows(INDArray... arrays) {
    return Arrays.stream(arrays)
        .allMatch(array -> array.dataType() == DataType.FLOAT && contiguous(array));
  }

  /** Whether a matrix lies row by row, without gaps. */
  static boolean contiguous(INDArray array) {
    return array.rank() == 2 && Arrays.equals(array.stride(), new long[] {array.size(1), 1});
  }

  private static boolean channelsFirst(INDArray array) {
    long width = array.size(3);
    long plane = array.size(2) * width;
    return Arrays.equals(array.stride(), new long[] {array.size(1) * plane, plane, width, 1});
  }

  private static boolean channelsLast(INDArray array) {
    long channels = array.size(1);
    long row = array.size(3) * channels;
    return Arrays.equals(array.stride(), new long[] {array.size(2) * row, 1, row, channels});
  }
}
