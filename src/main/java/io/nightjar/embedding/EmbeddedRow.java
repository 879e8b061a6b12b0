package io.nightjar.embedding;

import java.sql.Timestamp;
import java.time.Instant;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** An outcome as a row of {@link EmbeddingSchema#rows}. */
final class EmbeddedRow implements Function<Outcome, Row> {
  private static final long serialVersionUID = 1L;

  private final String fingerprint;
  private final String runId;
  private final Instant embeddedAt;

  EmbeddedRow(String fingerprint, String runId, Instant embeddedAt) {
    this.fingerprint = fingerprint;
    this.runId = runId;
    this.embeddedAt = embeddedAt;
  }

  @Override
  public Row call(Outcome outcome) {
    Outcome.Item item = outcome.item();
    Outcome.Vector vector = outcome.vector();
    return RowFactory.create(
        item.uri(),
        item.sha256(),
        vector.mean(),
        vector.stddev(),
        vector.reconstructionError(),
        item.label(),
        vector.width(),
        vector.height(),
        item.byteLength(),
        item.sourceUri(),
        item.sourceByteLength(),
        Timestamp.from(item.sourceModifiedAt()),
        fingerprint,
        runId,
        Timestamp.from(embeddedAt));
  }
}
