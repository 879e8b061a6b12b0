package io.nightjar.embedding;

import io.nightjar.CheckFailedException;
import io.nightjar.InvalidInputException;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.Decoding;
import io.nightjar.archive.NoImages;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.EmbeddingMoments;
import io.nightjar.embedding.RunParts.Published;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.TaskCounter;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * A whole archive into one Parquet directory: encode and write everything aside, check, then
 * publish the rejects and last the rows, whose {@code _SUCCESS} says that both are there.
 */
public final class OneShot {
  private static final long TASKS_PER_CORE = 4;
  private static final long IMAGES_OF_A_TASK = 4_000;

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
   * @throws io.nightjar.OutputHeldException when another run has written there meanwhile: likewise
   */
  public Counts run(Archive archive, Target target, RunStamp run, EmbedListener<Counts> told)
      throws IOException {
    try (RunParts parts = new RunParts(spark, bundle, target.rows(), run)) {
      Encoded encoded = encode(archive, parts);
      told.counted(encoded.counts());
      requireItems(encoded.counts(), archive);
      drift(encoded).ifPresent(told::measured);
      publish(encoded, parts, target, run);
      return encoded.counts();
    }
  }

  /** All that is read, decoded, encoded and written, in one pass. */
  private Encoded encode(Archive archive, RunParts parts) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<Bundle> broadcast = context.broadcast(bundle);
    try (Decoding decoding = Decoding.open(context, archive, bundle.preprocessing());
        Progress.Task task = progress.start("embed", archive.total(), "images");
        TaskCounter counter = TaskCounter.start(context.sc(), "images embedded", task)) {
      var embed = new EmbedPartition(broadcast, options, decoding, counter.accumulator());
      long start = System.nanoTime();
      List<WrittenPart> written = parts.write(items(archive, context).mapPartitions(embed));
      double seconds = (System.nanoTime() - start) * 1e-9;
      return new Encoded(written, Counts.of(written, archive.passedOver(), seconds));
    } finally {
      broadcast.destroy();
    }
  }

  /**
   * In partitions of a few files to write for each core, of files of the wanted size, or of so many
   * images that a task that is lost costs seconds.
   */
  private JavaRDD<ArchiveItem> items(Archive archive, JavaSparkContext context) {
    JavaRDD<ArchiveItem> items = archive.items(context);
    long images = archive.estimated();
    long tasks =
        LongStream.of(
                TASKS_PER_CORE * context.defaultParallelism(),
                ParquetDirectory.files(images, bundle.latentSize()),
                images / IMAGES_OF_A_TASK)
            .max()
            .getAsLong();
    return items.coalesce(Math.toIntExact(tasks));
  }

  private record Encoded(List<WrittenPart> parts, Counts counts) {}

  /** Empty without rows, and for an old bundle. */
  private Optional<Drift> drift(Encoded encoded) {
    EmbeddingMoments moments = new EmbeddingMoments(bundle.latentSize());
    encoded.parts().forEach(part -> moments.merge(part.moments()));
    return bundle
        .trainingFigures()
        .flatMap(training -> moments.figures().map(rows -> Drift.of(rows, training)));
  }

  private static void requireItems(Counts counts, Archive archive) {
    NoImages.requireSome(counts.items(), archive, counts.passedOver());
    if (counts.items() == 0) {
      throw new InvalidInputException(
          archive.total() == Progress.UNKNOWN
              ? "No images to embed: archive %s holds none, or none in the archive.split"
                  .formatted(archive.uri())
              : "No images to embed: none of the %d listed is in the archive.split"
                  .formatted(archive.listed()));
    }
  }

  private void publish(Encoded encoded, RunParts parts, Target target, RunStamp run)
      throws IOException {
    Counts counts = encoded.counts();
    Path evidence = target.evidence(run);
    Optional<String> refusal =
        options.budget().refusal(counts.demand(), "the rejects are in " + evidence);
    if (refusal.isPresent()) {
      parts.finish(parts.publishRejects(encoded.parts(), evidence));
      throw new CheckFailedException(refusal.get());
    }
    target.clearAround(parts.folder());
    Published rejects = parts.publishRejects(encoded.parts(), target.rejects());
    Published rows = parts.publishRows(encoded.parts(), target.rows());
    requireWritten(counts, rows.count(), rejects.count());
    parts.finish(rejects);
    parts.finish(rows);
  }

  private static void requireWritten(Counts counts, long rows, long rejected) {
    if (rows != counts.rows() || rejected != counts.rejected()) {
      throw new CheckFailedException(
          ("Wrote %d rows and %d rejects where %d and %d were counted: the output is left"
                  + " unfinished; run again")
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

    /**
     * Makes room for both, at the last moment before they are published.
     *
     * @param kept a folder in the rows' directory, which stays as it is
     */
    void clearAround(Path kept) throws IOException;
  }

  /**
   * What every row says of its run.
   *
   * @param id unique
   * @param at when it began
   */
  public record RunStamp(String id, Instant at) {}
}
