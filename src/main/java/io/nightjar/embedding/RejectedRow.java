package io.nightjar.embedding;

import io.nightjar.image.Rejection;
import java.io.Serializable;
import java.time.Instant;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;

/** An outcome as a row of {@link EmbeddingSchema#rejects}, seen for the first time. */
final class RejectedRow implements Function<Outcome, InternalRow>, Serializable {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_ATTEMPT = 1;

  private final String fingerprint;
  private final String runId;
  private final Instant seenAt;

  RejectedRow(String fingerprint, String runId, Instant seenAt) {
    this.fingerprint = fingerprint;
    this.runId = runId;
    this.seenAt = seenAt;
  }

  @Override
  public InternalRow apply(Outcome outcome) {
    Outcome.Item item = outcome.item();
    Rejection rejection = outcome.rejection();
    return InternalValues.row(
        item.uri(),
        item.sha256(),
        rejection.stage().key(),
        rejection.reason().key(),
        rejection.detail(),
        item.byteLength(),
        item.sourceUri(),
        item.sourceByteLength(),
        item.sourceModifiedAt(),
        FIRST_ATTEMPT,
        seenAt,
        seenAt,
        runId,
        fingerprint);
  }
}
