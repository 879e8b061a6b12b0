package io.nightjar.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.InvalidInputException;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.Decoding;
import io.nightjar.archive.NoImages;
import io.nightjar.archive.PassedOverCounts;
import io.nightjar.archive.Split;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.Provenance;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Targets;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.TaskCounter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** Measures a bundle on an archive: scores every image, then probes some. */
public final class Evaluation {
  /** The first whose decoder gives what the likelihood takes. */
  private static final int FIRST_FORMAT_WITH_LOGITS = 2;

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Bundle bundle;
  private final EvaluateOptions options;
  private final Progress progress;

  /**
   * @throws InvalidInputException when the bundle is too old to be measured
   */
  public Evaluation(SparkSession spark, Bundle bundle, EvaluateOptions options, Progress progress) {
    if (bundle.manifest().formatVersion() < FIRST_FORMAT_WITH_LOGITS) {
      throw new InvalidInputException(
          "The bundle is of format version %d, whose decoder does not give log-likelihoods:"
                  .formatted(bundle.manifest().formatVersion())
              + " train again with this Nightjar to evaluate it");
    }
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.bundle = bundle;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @param archive to be scored
   * @param source what {@code archive} was opened with
   * @throws InvalidInputException when no image can be decoded
   */
  public Result of(Archive archive, ArchiveOptions source, Configuration hadoop) {
    Broadcast<Bundle> broadcast = context.broadcast(bundle);
    try (Decoding decoding = Decoding.open(context, archive, bundle.preprocessing())) {
      long start = System.nanoTime();
      MetricSums sums = score(archive, broadcast, decoding);
      double seconds = (System.nanoTime() - start) * 1e-9;
      PassedOverCounts passedOver = archive.passedOver().plus(sums.passedOver());
      NoImages.requireSome(sums.examples() + sums.rejected(), archive, passedOver);
      if (sums.examples() == 0) {
        throw new InvalidInputException(
            "No image of the archive can be scored: see what archive.path and archive.split name");
      }
      Probed probed = probe(archive, source, hadoop, broadcast, decoding);
      Scores scores = Scores.of(sums, bundle.autoencoder(), options.importanceSamples());
      return new Result(
          new Metrics(scores, probed.accuracies(), protocol(archive, source, sums, probed)),
          probed.omitted(),
          sums.read(),
          sums.rejects(),
          passedOver,
          sums.read() / seconds);
    } finally {
      broadcast.destroy();
    }
  }

  private MetricSums score(Archive archive, Broadcast<Bundle> broadcast, Decoding decoding) {
    try (Progress.Task task = progress.start("evaluate", archive.total(), "images");
        TaskCounter counter = TaskCounter.start(context.sc(), "images evaluated", task)) {
      return score(archive.items(context), broadcast, decoding, counter.accumulator());
    }
  }

  /** Adds up in the partitions' order, so that the same bits come out every time. */
  MetricSums score(
      JavaRDD<ArchiveItem> items,
      Broadcast<Bundle> broadcast,
      Decoding decoding,
      LongAccumulator done) {
    MetricSums none = MetricSums.none(ScoreImages.units(bundle.autoencoder()));
    return items
        .mapPartitions(new ScoreImages(broadcast, options, decoding, done))
        .collect()
        .stream()
        .reduce(none, MetricSums::plus);
  }

  private Probed probe(
      Archive archive,
      ArchiveOptions source,
      Configuration hadoop,
      Broadcast<Bundle> broadcast,
      Decoding decoding) {
    Archive fit;
    try {
      fit = Archive.open(source.ofSplit(options.fitSplit()), hadoop);
    } catch (InvalidInputException e) {
      return Probed.leftOut(e.getMessage());
    }
    boolean overlap =
        source.split() == options.fitSplit()
            || source.split() == Split.ALL
            || options.fitSplit() == Split.ALL;
    ProbePart fitPart = overlap ? ProbePart.FIT : ProbePart.WHOLE;
    ProbePart measuredPart = overlap ? ProbePart.MEASURE : ProbePart.WHOLE;
    return new Probing(spark, broadcast, options, decoding, progress)
        .of(
            fit.items(context).filter(fitPart.keeper(options.seed())),
            archive.items(context).filter(measuredPart.keeper(options.seed())));
  }

  private Metrics.Protocol protocol(
      Archive archive, ArchiveOptions source, MetricSums sums, Probed probed) {
    Autoencoder model = bundle.autoencoder();
    return new Metrics.Protocol(
        archive.uri(),
        source.split().key(),
        options.fitSplit().key(),
        probed.fitImages(),
        probed.measuredImages(),
        sums.rejected(),
        model.objective().targets() == Targets.BINARIZED ? "by seed" : "none",
        options.seed(),
        new ObjectMapper().valueToTree(model.likelihood()).path("name").asText(),
        bundle.fingerprint(),
        trainedOn(archive, source, sums));
  }

  /** By the sample of contents; where that tells of none of the images, by their place. */
  private Double trainedOn(Archive archive, ArchiveOptions source, MetricSums sums) {
    Provenance.DataSet trained = bundle.manifest().provenance().dataSet();
    Double bySample = sums.trainedOn().fraction();
    boolean isSamePlace =
        archive.uri().equals(trained.path()) && source.split().key().equals(trained.split());
    return bySample == null && isSamePlace && trained.images() > 0
        ? Double.valueOf((double) trained.training() / trained.images())
        : bySample;
  }

  /**
   * What came out.
   *
   * @param metrics as written to {@code metrics.json}
   * @param omission what was left out and why, in one line
   * @param read images that were opened to be scored
   * @param rejects how many of them gave no score, by reason
   * @param passedOver what was no image
   * @param imagesPerSecond of scoring
   */
  public record Result(
      Metrics metrics,
      Optional<String> omission,
      long read,
      Map<String, Long> rejects,
      PassedOverCounts passedOver,
      double imagesPerSecond) {
    public Result {
      rejects = Map.copyOf(rejects);
    }

    /**
     * The part of the scored images that the bundle was trained on, 0 to 1; empty where nobody
     * knows.
     */
    public OptionalDouble trainedOn() {
      Double part = metrics.protocol().trainedOn();
      return part == null ? OptionalDouble.empty() : OptionalDouble.of(part);
    }
  }
}
