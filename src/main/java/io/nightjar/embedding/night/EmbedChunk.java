package io.nightjar.embedding.night;

import io.nightjar.archive.ArchiveChunk;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.embedding.EmbedPartition;
import io.nightjar.embedding.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Reads, decodes and encodes a chunk, and stages what comes of it. */
final class EmbedChunk implements Function<ArchiveChunk, StagedChunk> {
  private static final long serialVersionUID = 1L;

  private final EmbedPartition embed;
  private final Broadcast<KnownContent> known;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final String folder;
  private final Instant startedAt;

  /**
   * @param folder of the staging
   * @param startedAt when the run began
   */
  EmbedChunk(
      EmbedPartition embed,
      Broadcast<KnownContent> known,
      Broadcast<SerializableConfiguration> hadoop,
      String folder,
      Instant startedAt) {
    this.embed = embed;
    this.known = known;
    this.hadoop = hadoop;
    this.folder = folder;
    this.startedAt = startedAt;
  }

  @Override
  public StagedChunk call(ArchiveChunk chunk) throws IOException {
    Configuration configuration = hadoop.value().value();
    Iterator<ArchiveItem> items = chunk.items(configuration);
    Iterator<Outcome> outcomes = embed.call(items, known.value()::holds);
    String place = Staging.newPlace(folder);
    StagedRows.Written rows = StagedRows.write(outcomes, place, startedAt, configuration);
    if (rows.items() == 0) { // then there is no file
      return new StagedChunk(chunk.key(), "", 0, 0);
    }
    Staging.finish(place, chunk, startedAt, rows, configuration);
    return new StagedChunk(chunk.key(), place, rows.items(), rows.passedOver());
  }
}
