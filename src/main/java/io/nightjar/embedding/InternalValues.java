package io.nightjar.embedding;

import java.time.Instant;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.unsafe.types.UTF8String;

/** Values as Spark SQL holds them, which is how its Parquet files are written. */
final class InternalValues {
  private InternalValues() {}

  /** A row of text, numbers, instants, vectors and nulls. */
  static InternalRow row(Object... values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = value(values[i]);
    }
    return new GenericInternalRow(values);
  }

  private static Object value(Object value) {
    if (value instanceof String text) {
      return UTF8String.fromString(text);
    }
    if (value instanceof Instant instant) {
      return DateTimeUtils.instantToMicros(instant);
    }
    return value instanceof float[] vector ? UnsafeArrayData.fromPrimitiveArray(vector) : value;
  }
}
