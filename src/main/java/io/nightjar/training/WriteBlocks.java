package io.nightjar.training;

import io.nightjar.archive.PassedOverCounts;
import io.nightjar.bundle.ContentSample;
import io.nightjar.image.ImageShape;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Streams a sorted partition into one file, a block at a time, or counts what gave no image. */
final class WriteBlocks implements Function2<Integer, Iterator<Decoded>, Iterator<WrittenPart>> {
  private static final long serialVersionUID = 1L;

  private final String folder;
  private final String runId;
  private final ImageShape shape;
  private final HashRanges ranges;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * @param runId of letters and digits
   */
  WriteBlocks(
      String folder,
      String runId,
      ImageShape shape,
      HashRanges ranges,
      Broadcast<SerializableConfiguration> hadoop) {
    this.folder = folder;
    this.runId = runId;
    this.shape = shape;
    this.ranges = ranges;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<WrittenPart> call(Integer partition, Iterator<Decoded> sorted)
      throws IOException {
    if (partition == ranges.numPartitions() - 1) {
      return List.of(count(partition, sorted)).iterator();
    }
    ContentSample.Collector sample = new ContentSample.Collector();
    StoreFile file = sorted.hasNext() ? write(fileName(partition), sorted, sample) : null;
    return List.of(
            new WrittenPart(partition, file, Map.of(), PassedOverCounts.NONE, sample.sample()))
        .iterator();
  }

  private static WrittenPart count(int partition, Iterator<Decoded> others) {
    Map<String, Long> rejected = new HashMap<>();
    Map<String, Long> passedOver = new HashMap<>();
    while (others.hasNext()) {
      Decoded other = others.next();
      if (other.passedOver() == null) {
        rejected.merge(other.reason().key(), 1L, Long::sum);
      } else {
        passedOver.merge(other.passedOver().extension(), 1L, Long::sum);
      }
    }
    return new WrittenPart(
        partition,
        null,
        rejected,
        PassedOverCounts.of(passedOver),
        new ContentSample.Collector().sample());
  }

  /** Two attempts at one task never write the same file, nor do two runs. */
  private String fileName(int partition) {
    return "%s-%05d-%s-%d.parquet"
        .formatted(
            ranges.isTraining(partition) ? "training" : "validation",
            partition,
            runId,
            TaskContext.get().taskAttemptId());
  }

  private StoreFile write(String name, Iterator<Decoded> sorted, ContentSample.Collector sample)
      throws IOException {
    Configuration configuration = hadoop.value().value();
    try (BlockFileWriter writer =
        new BlockFileWriter(new Path(folder, name), shape, configuration)) {
      while (sorted.hasNext()) {
        TrainingImage image = sorted.next().image();
        sample.add(image.sha256());
        writer.add(image);
      }
      return writer.finish();
    }
  }
}
