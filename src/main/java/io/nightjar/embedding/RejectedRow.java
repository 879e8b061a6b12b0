package io.nightjar.embedding;

import io.nightjar.image.Rejection;
import java.sql.Timestamp;
import java.time.Instant;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** An outcome as a row of {@link EmbeddingSchema#rejects}, seen for the first time. */
final class RejectedRow implements Function<Outcome, Row> {
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
  public Row call(Outcome outcome) {
    Outcome.Item item = outcome.item();
    Rejection rejection = outcome.rejection();
    return RowFactory.create(
        item.uri(),
        item.sha256(),
        rejection.stage().key(),
        rejection.reason().key(),
        rejection.detail(),
        item.byteLength(),
        item.sourceUri(),
        item.sourceByteLength(),
        Timestamp.from(item.sourceModifiedAt()),
        FIRST_ATTEMPT,
        Timestamp.from(seenAt),
        Timestamp.from(seenAt),
        runId,
        fingerprint);
  }
}
