package io.nightjar.archive;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Reads a chunk's images. */
final class ReadChunk implements FlatMapFunction<ArchiveChunk, ArchiveItem> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<SerializableConfiguration> hadoop;

  private ReadChunk(Broadcast<SerializableConfiguration> hadoop) {
    this.hadoop = hadoop;
  }

  /** All that an archive holds, a task for each chunk. */
  static JavaRDD<ArchiveItem> all(
      Archive archive, ChunkSize size, JavaSparkContext spark, Configuration hadoop) {
    List<ArchiveChunk> chunks = archive.chunks(any -> true, size, spark.defaultParallelism());
    var broadcast = spark.broadcast(new SerializableConfiguration(hadoop));
    JavaRDD<ArchiveItem> read =
        spark.parallelize(chunks, Math.max(1, chunks.size())).flatMap(new ReadChunk(broadcast));
    JavaRDD<ArchiveItem> kept = KeepSplit.of(archive.splitByContent(), read);
    return archive.unlisted().isEmpty()
        ? kept
        : spark.parallelize(archive.unlisted(), 1).union(kept);
  }

  @Override
  public Iterator<ArchiveItem> call(ArchiveChunk chunk) throws IOException {
    return chunk.items(hadoop.value().value());
  }
}
