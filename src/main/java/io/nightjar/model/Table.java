package io.nightjar.model;

import java.lang.ref.Reference;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A small matrix in Java's own memory: for a few numbers an image, a loop costs less than a call of
 * an array operation.
 */
final class Table {
  private final double[] values;
  private final int columns;
  private final DataType type;

  private Table(double[] values, int columns, DataType type) {
    this.values = values;
    this.columns = columns;
    this.type = type;
  }

  /** A copy of a matrix. */
  static Table of(INDArray matrix) {
    INDArray rows = Layouts.contiguous(matrix) ? matrix : matrix.dup('c');
    try {
      double[] values = read(Layouts.data(rows), (int) rows.length(), rows.dataType());
      return new Table(values, (int) matrix.size(1), matrix.dataType());
    } finally {
      Reference.reachabilityFence(rows); // its memory is read through a bare pointer
    }
  }

  private static double[] read(Pointer data, int count, DataType type) {
    double[] values = new double[count];
    if (type == DataType.DOUBLE) {
      new DoublePointer(data).get(values);
      return values;
    }
    float[] floats = new float[count];
    new FloatPointer(data).get(floats);
    for (int i = 0; i < count; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  /** Zeros, as many rows as this has and of its type. */
  Table like(int otherColumns) {
    return new Table(new double[rows() * otherColumns], otherColumns, type);
  }

  int rows() {
    return values.length / columns;
  }

  int columns() {
    return columns;
  }

  double get(int row, int column) {
    return values[row * columns + column];
  }

  /** A copy of a row. */
  double[] row(int row) {
    return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
  }

  void set(int row, int column, double value) {
    values[row * columns + column] = value;
  }

  /** A new array. */
  INDArray array() {
    INDArray array = Nd4j.createUninitialized(type, rows(), columns);
    Pointer data = Layouts.data(array);
    if (type == DataType.DOUBLE) {
      new DoublePointer(data).put(values);
    } else {
      float[] floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) values[i];
      }
      new FloatPointer(data).put(floats);
    }
    return array;
  }
}
