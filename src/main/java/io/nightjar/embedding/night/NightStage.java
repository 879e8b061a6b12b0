package io.nightjar.embedding.night;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveChunk;
import io.nightjar.archive.ChunkSize;
import io.nightjar.archive.Decoding;
import io.nightjar.archive.SourceFile;
import io.nightjar.bundle.Bundle;
import io.nightjar.embedding.EmbedPartition;
import io.nightjar.embedding.OneShot.RunStamp;
import io.nightjar.embedding.Outcome;
import io.nightjar.embedding.ParquetDirectory;
import io.nightjar.embedding.RejectExample;
import io.nightjar.image.Rejection;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.TaskCounter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/** Reads what a night has to read of an archive, chunk by chunk, and stages what comes of it. */
final class NightStage {
  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Configuration hadoop;
  private final Bundle bundle;
  private final NightOptions options;
  private final Progress progress;
  private final NightGauges gauges;

  NightStage(
      SparkSession spark,
      Bundle bundle,
      NightOptions options,
      Progress progress,
      NightGauges gauges) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.bundle = bundle;
    this.options = options;
    this.progress = progress;
    this.gauges = gauges;
  }

  /**
   * All that came of what was read.
   *
   * @param rows all rows and rejects
   * @param items how many of them were counted
   * @param passedOver what was no image
   * @param imagesPerSecond of what was left to do; 0 where nothing was
   */
  record Staged(
      Dataset<Row> rows, long items, PassedOverFiles passedOver, double imagesPerSecond) {}

  /**
   * Reads, decodes and encodes what no run has staged yet.
   *
   * @param known is asked only where there is such
   */
  Staged encode(
      Archive archive, NightPlan plan, Supplier<KnownContent> known, Staging staging, RunStamp run)
      throws IOException {
    List<ArchiveChunk> chunks = chunks(archive, plan::isToRead);
    Map<String, StagedChunk> staged =
        new HashMap<>(staging.finished(chunks, options.retryRejects()));
    List<ArchiveChunk> left =
        chunks.stream().filter(chunk -> !staged.containsKey(chunk.key())).toList();
    double imagesPerSecond = 0;
    if (!left.isEmpty()) {
      long start = System.nanoTime();
      List<StagedChunk> encoded = encode(archive, known.get(), left, staging, run);
      long images = encoded.stream().mapToLong(StagedChunk::images).sum();
      imagesPerSecond = images / ((System.nanoTime() - start) * 1e-9);
      encoded.forEach(chunk -> staged.put(chunk.key(), chunk));
    }
    List<String> paths =
        new ArrayList<>(
            staged.values().stream()
                .filter(chunk -> chunk.items() > 0)
                .map(StagedChunk::path)
                .toList());
    long items = staged.values().stream().mapToLong(StagedChunk::items).sum();
    if (!archive.unlisted().isEmpty()) {
      paths.add(unlisted(archive, staging, run));
      items += archive.unlisted().size();
    }
    Dataset<Row> rows = staged(paths);
    PassedOverFiles passedOver =
        staged.values().stream().anyMatch(chunk -> chunk.passedOver() > 0)
            ? PassedOverFiles.of(rows)
            : PassedOverFiles.NONE;
    long images = items - passedOver.counts().total();
    return new Staged(StagedRows.images(rows), images, passedOver, imagesPerSecond);
  }

  /** No staged rows. */
  Dataset<Row> nothing() {
    return staged(List.of());
  }

  private Dataset<Row> staged(List<String> paths) {
    return paths.isEmpty()
        ? spark.createDataFrame(List.of(), StagedRows.columns())
        : spark
            .read()
            .schema(StagedRows.columns())
            .parquet(paths.stream().map(ParquetDirectory::literal).toArray(String[]::new));
  }

  private List<ArchiveChunk> chunks(Archive archive, Predicate<SourceFile> wanted) {
    ChunkSize size =
        new ChunkSize(options.chunkImages(), ChunkSize.DEFAULT.bytes(), ChunkSize.Cut.AT_NAMES);
    return archive.chunks(wanted, size, context.defaultParallelism());
  }

  private List<StagedChunk> encode(
      Archive archive,
      KnownContent knownContent,
      List<ArchiveChunk> chunks,
      Staging staging,
      RunStamp run) {
    long images = chunks.stream().mapToLong(ArchiveChunk::images).sum();
    Broadcast<Bundle> broadcast = context.broadcast(bundle);
    Broadcast<KnownContent> known = context.broadcast(knownContent);
    try (Decoding decoding = Decoding.open(context, archive, bundle.preprocessing());
        Progress.Task task = gauges.follow(progress.start("embed", images, "images"), images);
        TaskCounter counter = TaskCounter.start(context.sc(), "images embedded", task)) {
      LongAccumulator done = counter.accumulator();
      var embed = new EmbedPartition(broadcast, options.embed(), decoding, done);
      var configuration = context.broadcast(new SerializableConfiguration(hadoop));
      return context
          .parallelize(chunks, chunks.size())
          .map(new EmbedChunk(embed, known, configuration, staging.folder(), run.at()))
          .collect();
    } finally {
      broadcast.destroy();
      known.destroy();
    }
  }

  /** Files that could not be listed become rejects on the driver, since no task reads them. */
  private String unlisted(Archive archive, Staging staging, RunStamp run) throws IOException {
    String path = "%s/unlisted-%s.parquet".formatted(staging.folder(), run.id());
    List<Outcome> outcomes = archive.unlisted().stream().map(Outcome::ofUnread).toList();
    StagedRows.write(outcomes.iterator(), path, run.at(), hadoop);
    return path;
  }

  /** Reads and hashes without decoding or writing anything: staged rows without vectors. */
  Dataset<Row> hash(Archive archive, NightPlan plan, KnownContent known, RunStamp run) {
    List<ArchiveChunk> chunks = chunks(archive, plan::isToRead);
    var hash =
        new HashChunk(
            context.broadcast(known),
            context.broadcast(new SerializableConfiguration(hadoop)),
            run.at());
    Dataset<Row> read =
        spark.createDataFrame(
            context.parallelize(chunks, Math.max(1, chunks.size())).flatMap(hash),
            StagedRows.columns());
    List<Row> unlisted =
        archive.unlisted().stream().map(item -> HashChunk.reject(item, run.at())).toList();
    return unlisted.isEmpty()
        ? read
        : read.union(spark.createDataFrame(unlisted, StagedRows.columns()));
  }

  /** Counts what a first night would read, by listing alone. */
  NightCounts list(Archive archive) {
    long images = chunks(archive, any -> true).stream().mapToLong(ArchiveChunk::images).sum();
    List<RejectExample> unlisted =
        archive.unlisted().stream()
            .map(item -> new RejectExample(item.uri(), ((Rejection) item.content()).reason().key()))
            .sorted()
            .toList();
    Map<String, Long> reasons =
        unlisted.stream().collect(groupingBy(RejectExample::reason, counting()));
    List<RejectExample> examples = unlisted.stream().limit(RejectExample.MOST).toList();
    return NightCounts.ofNew(images, reasons, examples).with(archive.passedOver());
  }
}
