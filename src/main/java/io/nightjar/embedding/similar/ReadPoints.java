package io.nightjar.embedding.similar;

import static org.apache.spark.sql.functions.col;

import io.nightjar.embedding.rows.Generation;
import io.nightjar.embedding.rows.Vectors;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** Rows as points, without those that the measure gives no distance. */
final class ReadPoints implements FlatMapFunction<Iterator<Tuple2<String, float[]>>, Point> {
  private static final long serialVersionUID = 1L;

  private final Measure measure;
  private final int dimension;

  private ReadPoints(Measure measure, int dimension) {
    this.measure = measure;
    this.dimension = dimension;
  }

  /** Of all rows of a generation. */
  static JavaRDD<Point> of(Generation generation, Measure measure) {
    return of(generation.rows(), generation, measure);
  }

  /**
   * Of some of them.
   *
   * @param rows of the generation's columns
   */
  static JavaRDD<Point> of(Dataset<Row> rows, Generation generation, Measure measure) {
    return rows.select(col("uri"), col("embedding"))
        .as(Encoders.tuple(Encoders.STRING(), Vectors.encoder(generation.spark())))
        .javaRDD()
        .mapPartitions(new ReadPoints(measure, generation.model().dimension()));
  }

  @Override
  public Iterator<Point> call(Iterator<Tuple2<String, float[]>> rows) {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
        .map(row -> point(row._1(), row._2()))
        .filter(Point::isMeasurable)
        .iterator();
  }

  private Point point(String uri, float[] vector) {
    Vectors.requireDimension(uri, vector, dimension);
    return Point.of(uri, vector, measure);
  }
}
