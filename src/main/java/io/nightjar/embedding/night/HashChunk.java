package io.nightjar.embedding.night;

import io.nightjar.archive.ArchiveChunk;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.image.PassedOver;
import io.nightjar.image.Rejection;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads a chunk and decodes nothing: staged rows without vectors, for a plan. Only what cannot be
 * read is a reject.
 */
final class HashChunk implements FlatMapFunction<ArchiveChunk, Row> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<KnownContent> known;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final Instant startedAt;

  HashChunk(
      Broadcast<KnownContent> known,
      Broadcast<SerializableConfiguration> hadoop,
      Instant startedAt) {
    this.known = known;
    this.hadoop = hadoop;
    this.startedAt = startedAt;
  }

  @Override
  public Iterator<Row> call(ArchiveChunk chunk) throws IOException {
    Iterator<ArchiveItem> items = chunk.items(hadoop.value().value());
    Iterable<ArchiveItem> all = () -> items;
    Stream<Row> rows =
        StreamSupport.stream(all.spliterator(), false)
            .map(item -> row(kind(item), item, startedAt));
    return rows.iterator();
  }

  /** What listing could not reach, as a staged row. */
  static Row reject(ArchiveItem item, Instant startedAt) {
    return row(StagedRows.REJECT, item, startedAt);
  }

  private static Row row(String kind, ArchiveItem item, Instant startedAt) {
    Rejection rejection = item.content() instanceof Rejection told ? told : null;
    String extension = item.content() instanceof PassedOver other ? other.extension() : null;
    return RowFactory.create(
        kind,
        item.uri(),
        item.content().hash().map(hash -> hash.hex()).orElse(null),
        null,
        null,
        null,
        item.label(),
        null,
        null,
        item.byteLength(),
        item.source().uri(),
        item.source().byteLength(),
        Timestamp.from(item.source().modifiedAt()),
        Timestamp.from(startedAt),
        rejection == null ? null : rejection.stage().key(),
        rejection == null ? null : rejection.reason().key(),
        rejection == null ? extension : rejection.detail());
  }

  private String kind(ArchiveItem item) {
    if (item.content() instanceof Rejection) {
      return StagedRows.REJECT;
    }
    if (item.content() instanceof PassedOver) {
      return StagedRows.PASSED_OVER;
    }
    return known.value().holds(item) ? StagedRows.KNOWN : StagedRows.ROW;
  }
}
