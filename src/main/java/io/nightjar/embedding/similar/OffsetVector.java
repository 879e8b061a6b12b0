package io.nightjar.embedding.similar;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.api.java.UDF1;
import scala.collection.Seq;

/**
 * An embedding as MLlib's hashes take it: scaled by the measure, and with one more number, the same
 * for all. MLlib's buckets begin at 0 in every projection, where points are densest, and would all
 * be cut there; the number more moves each projection by another amount, and no distance.
 */
final class OffsetVector implements UDF1<Seq<Float>, Vector> {
  private static final long serialVersionUID = 1L;

  private final Measure measure;
  private final double offset;

  OffsetVector(Measure measure, double offset) {
    this.measure = measure;
    this.offset = offset;
  }

  @Override
  public Vector call(Seq<Float> embedding) {
    float[] numbers = new float[embedding.length()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = embedding.apply(i);
    }
    double scale = measure.scale(numbers);
    double[] scaled = new double[numbers.length + 1];
    for (int i = 0; i < numbers.length; i++) {
      scaled[i] = scale * numbers[i];
    }
    scaled[numbers.length] = offset;
    return Vectors.dense(scaled);
  }
}
