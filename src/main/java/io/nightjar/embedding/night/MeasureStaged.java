package io.nightjar.embedding.night;

import io.nightjar.bundle.EmbeddingMoments;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/** What a partition's rows come to: {@code embedding, reconstruction_error}. */
final class MeasureStaged implements FlatMapFunction<Iterator<Row>, EmbeddingMoments> {
  private static final long serialVersionUID = 1L;

  private final int latentSize;

  MeasureStaged(int latentSize) {
    this.latentSize = latentSize;
  }

  @Override
  public Iterator<EmbeddingMoments> call(Iterator<Row> rows) {
    EmbeddingMoments moments = new EmbeddingMoments(latentSize);
    float[] embedding = new float[latentSize];
    rows.forEachRemaining(
        row -> {
          List<Float> numbers = row.getList(0);
          for (int i = 0; i < latentSize; i++) {
            embedding[i] = numbers.get(i);
          }
          moments.add(embedding, row.getAs(1));
        });
    return List.of(moments).iterator();
  }
}
