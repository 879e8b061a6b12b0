package io.nightjar.embedding;

import io.nightjar.bundle.EmbeddingMoments;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/** What a partition's rows come to; rejects do not count. */
final class MeasureOutcomes implements FlatMapFunction<Iterator<Outcome>, EmbeddingMoments> {
  private static final long serialVersionUID = 1L;

  private final int latentSize;

  MeasureOutcomes(int latentSize) {
    this.latentSize = latentSize;
  }

  @Override
  public Iterator<EmbeddingMoments> call(Iterator<Outcome> outcomes) {
    EmbeddingMoments moments = new EmbeddingMoments(latentSize);
    outcomes.forEachRemaining(
        outcome -> {
          Outcome.Vector vector = outcome.vector();
          if (vector != null) {
            moments.add(vector.mean(), vector.reconstructionError());
          }
        });
    return List.of(moments).iterator();
  }
}
