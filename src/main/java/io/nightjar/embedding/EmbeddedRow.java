package io.nightjar.embedding;

import java.io.Serializable;
import java.time.Instant;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;

/** An outcome as a row of {@link EmbeddingSchema#rows}. */
final class EmbeddedRow implements Function<Outcome, InternalRow>, Serializable {
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
  public InternalRow apply(Outcome outcome) {
    Outcome.Item item = outcome.item();
    Outcome.Vector vector = outcome.vector();
    return InternalValues.row(
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
        item.sourceModifiedAt(),
        fingerprint,
        runId,
        embeddedAt);
  }
}
