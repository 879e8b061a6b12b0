package io.nightjar.embedding;

import io.nightjar.CheckFailedException;
import io.nightjar.InvalidInputException;
import io.nightjar.archive.Archive;
import io.nightjar.archive.Decoding;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.EmbeddingMoments;
import io.nightjar.image.Rejection;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.TaskCounter;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * A whole archive into one Parquet directory: encode everything, check, then write the rejects and
 * last the rows, whose {@code _SUCCESS} says that both are there.
 */
public final class OneShot {
  private final SparkSession spark;
  private final Bundle bundle;
  private final EmbedOptions options;
  private final Progress progress;

  public OneShot(SparkSession spark, Bundle bundle, EmbedOptions options, Progress progress) {
    this.spark = spark;
    this.bundle = bundle;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Embeds an archive.
   *
   * @param target where rows and rejects go; cleared only once everything is encoded and checked
   * @param run names the run in every row
   * @param told how it goes, before anything is published
   * @throws InvalidInputException when the archive's split is empty
   * @throws CheckFailedException when more is rejected than the budget allows: the rejects are then
   *     kept beside the target, under the run's name; or when not everything that was counted came
   *     to be written: the target is then unfinished
   */
  public Counts run(Archive archive, Target target, RunStamp run, EmbedListener<Counts> told)
      throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<Bundle> broadcast = context.broadcast(bundle);
    try (Decoding decoding = Decoding.open(context, archive, bundle.preprocessing())) {
      Encoded encoded = encode(context, archive, broadcast, decoding);
      try {
        told.counted(encoded.counts());
        requireItems(encoded.counts(), archive);
        drift(encoded).ifPresent(told::measured);
        publish(encoded.outcomes(), encoded.counts(), target, run);
      } finally {
        encoded.outcomes().unpersist(false);
      }
      return encoded.counts();
    } finally {
      broadcast.destroy();
    }
  }

  private Encoded encode(
      JavaSparkContext context, Archive archive, Broadcast<Bundle> broadcast, Decoding decoding) {
    try (Progress.Task task = progress.start("embed", archive.total(), "images");
        TaskCounter counter = TaskCounter.start(context.sc(), "images embedded", task)) {
      JavaRDD<Outcome> outcomes =
          archive
              .items(context)
              .mapPartitions(
                  new EmbedPartition(broadcast, options, decoding, counter.accumulator()))
              // Once on the executors' disks: what follows reads it again and again.
              .persist(StorageLevel.DISK_ONLY());
      return new Encoded(outcomes, count(outcomes));
    }
  }

  private record Encoded(JavaRDD<Outcome> outcomes, Counts counts) {}

  /** Empty without rows, and for an old bundle. */
  private Optional<Drift> drift(Encoded encoded) {
    return encoded.counts().rows() == 0
        ? Optional.empty()
        : bundle
            .trainingFigures()
            .flatMap(
                training ->
                    encoded
                        .outcomes()
                        .mapPartitions(new MeasureOutcomes(bundle.latentSize()))
                        .treeReduce(EmbeddingMoments::merge)
                        .figures()
                        .map(rows -> Drift.of(rows, training)));
  }

  private static Counts count(JavaRDD<Outcome> outcomes) {
    long start = System.nanoTime();
    Map<Fate, Long> fates = outcomes.map(Fate::of).countByValue();
    double seconds = (System.nanoTime() - start) * 1e-9;
    long rows = 0;
    long unopened = 0;
    Map<String, Long> reasons = new TreeMap<>();
    for (Map.Entry<Fate, Long> fate : fates.entrySet()) {
      if (fate.getKey().equals(Fate.ROW)) {
        rows = fate.getValue();
      } else {
        reasons.merge(fate.getKey().reason(), fate.getValue(), Long::sum);
        unopened += fate.getKey().unopened() ? fate.getValue() : 0;
      }
    }
    return new Counts(rows, reasons, unopened, seconds);
  }

  /**
   * What is counted of an outcome. Of strings, because an enum's hash differs from JVM to JVM, and
   * Spark brings equal fates together by it.
   */
  private record Fate(String stage, String reason) implements Serializable {
    private static final Fate ROW = new Fate("", "");

    static Fate of(Outcome outcome) {
      return outcome.rejected()
          ? new Fate(outcome.rejection().stage().key(), outcome.rejection().reason().key())
          : ROW;
    }

    boolean unopened() {
      return stage.equals(Rejection.Stage.LIST.key());
    }
  }

  private static void requireItems(Counts counts, Archive archive) {
    if (counts.items() == 0) {
      throw new InvalidInputException(
          archive.total() == Progress.UNKNOWN
              ? "No images to embed: archive %s holds none, or none in the archive.split"
                  .formatted(archive.uri())
              : "No images to embed: none of the %d listed is in the archive.split"
                  .formatted(archive.listed()));
    }
  }

  private void publish(JavaRDD<Outcome> outcomes, Counts counts, Target target, RunStamp run)
      throws IOException {
    ParquetWriter writer = new ParquetWriter(spark, bundle, run);
    // Looking for none would read every outcome once more.
    JavaRDD<Outcome> rejects =
        counts.rejected() == 0
            ? JavaSparkContext.fromSparkContext(spark.sparkContext()).emptyRDD()
            : outcomes.filter(Outcome::rejected);
    if (counts.rejectedFraction() > options.maxRejectedFraction()) {
      Path evidence = target.evidence(run);
      writer.writeRejects(rejects, evidence);
      writer.finish(evidence);
      throw new CheckFailedException(counts.overBudget(options.maxRejectedFraction(), evidence));
    }
    target.clear();
    long rejected = writer.writeRejects(rejects, target.rejects());
    long rows =
        writer.writeRows(
            outcomes.filter(outcome -> !outcome.rejected()), counts.rows(), target.rows());
    requireWritten(counts, rows, rejected);
    writer.finish(target.rejects());
    writer.finish(target.rows());
  }

  /** A lost executor's outcomes are made again, and its images may be other ones by then. */
  private static void requireWritten(Counts counts, long rows, long rejected) {
    if (rows != counts.rows() || rejected != counts.rejected()) {
      throw new CheckFailedException(
          ("Wrote %d rows and %d rejects where %d and %d were counted: the output is left"
                  + " unfinished; run again while the archive does not change")
              .formatted(rows, rejected, counts.rows(), counts.rejected()));
    }
  }

  /** Where a one-shot run writes. */
  public interface Target {
    /** The rows' directory. */
    Path rows();

    /** The rejects' directory, beside the rows'. */
    default Path rejects() {
      return rows().suffix("_rejects");
    }

    /** Where the rejects of a run that published nothing are kept. */
    default Path evidence(RunStamp run) {
      return rows().suffix("_rejects_" + run.id());
    }

    /** Makes room for both, at the last moment before they are written. */
    void clear() throws IOException;
  }

  /**
   * What every row says of its run.
   *
   * @param id unique
   * @param at when it began
   */
  public record RunStamp(String id, Instant at) {}
}
