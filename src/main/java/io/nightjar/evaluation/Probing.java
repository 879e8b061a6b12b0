package io.nightjar.evaluation;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.Decoding;
import io.nightjar.bundle.Bundle;
import io.nightjar.evaluation.ProbeImage.Feature;
import io.nightjar.runtime.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Fits principal components and classifiers on some images and measures them on others. Both are
 * drawn by lot; what is held in memory is bounded by {@code evaluate.probe-images}.
 */
final class Probing {
  /** Of the pixels of all fitted images. */
  private static final long MOST_BYTES = 256L << 20;

  private static final int CLASSIFIERS = 2 * Feature.values().length;

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Broadcast<Bundle> bundle;
  private final EvaluateOptions options;
  private final Decoding decoding;
  private final Progress progress;

  Probing(
      SparkSession spark,
      Broadcast<Bundle> bundle,
      EvaluateOptions options,
      Decoding decoding,
      Progress progress) {
    this.decoding = decoding;
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.bundle = bundle;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Fits and measures.
   *
   * @param fit images to be drawn from; all of them were read
   * @param measure likewise, none of them the same
   */
  Probed of(JavaRDD<ArchiveItem> fit, JavaRDD<ArchiveItem> measure) {
    Drawn fitted = draw("draw images to fit", fit);
    Drawn measured = draw("draw images to measure", measure);
    try {
      if (fitted.count() < EvaluateOptions.LEAST_PROBE_IMAGES || measured.count() < 1) {
        return new Probed(
            ProbeAccuracies.NONE,
            fitted.count(),
            measured.count(),
            "PCA and probes were left out: %d images to fit and %d to measure are too few"
                .formatted(fitted.count(), measured.count()));
      }
      return probe(fitted, measured);
    } finally {
      fitted.images().unpersist(false);
      measured.images().unpersist(false);
    }
  }

  private Drawn draw(String name, JavaRDD<ArchiveItem> items) {
    try (Progress.Task task = progress.start(name, 2, "passes")) {
      List<ProbeLot> lots = items.map(new ProbeLot.Draws(options.seed())).takeOrdered(mostImages());
      task.step(1);
      if (lots.isEmpty()) {
        return new Drawn(context.emptyRDD(), 0);
      }
      JavaRDD<ProbeImage> images =
          items
              .mapPartitions(new EncodeProbes(bundle, options, decoding, lots.get(lots.size() - 1)))
              // Few images, passed over hundreds of times: one partition a core costs least.
              .coalesce(context.defaultParallelism())
              .persist(StorageLevel.MEMORY_AND_DISK());
      long count = images.count();
      task.step(1);
      return new Drawn(images, count);
    }
  }

  /** As asked for, but no more than the driver can hold: the fitted ones are broadcast. */
  private int mostImages() {
    long fitting = MOST_BYTES / bundle.value().autoencoder().image().size();
    return (int)
        Math.max(EvaluateOptions.LEAST_PROBE_IMAGES, Math.min(options.probeImages(), fitting));
  }

  private record Drawn(JavaRDD<ProbeImage> images, long count) {}

  private Probed probe(Drawn fitted, Drawn measured) {
    Broadcast<PrincipalComponents> components;
    double pcaMse;
    try (Progress.Task task = progress.start("principal components", 2, "passes")) {
      int size = bundle.value().latentSize();
      components =
          context.broadcast(PrincipalComponents.of(fitted.images().map(ProbeImage::vector), size));
      task.step(1);
      pcaMse = mean(measured.images().map(new RebuildError(components)).collect());
      task.step(1);
    }
    try {
      return classify(
          fitted.images().map(new ProjectProbes(components)),
          measured.images().map(new ProjectProbes(components)),
          new Probed(ProbeAccuracies.ofPcaAlone(pcaMse), fitted.count(), measured.count(), null));
    } finally {
      components.destroy();
    }
  }

  /** In the partitions' order, so that the same bits come out every time. */
  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
  }

  private Probed classify(JavaRDD<ProbeImage> fit, JavaRDD<ProbeImage> measure, Probed unlabelled) {
    JavaRDD<ProbeImage> fitted = fit.filter(ProbeImage::labelled);
    JavaRDD<ProbeImage> measured = measure.filter(ProbeImage::labelled);
    List<ProbeImage> neighbours = new ArrayList<>(fitted.collect());
    neighbours.sort(Comparator.comparing(ProbeImage::lot));
    List<String> labels = neighbours.stream().map(ProbeImage::label).toList();
    long measuredCount = measured.count();
    if (labels.size() < EvaluateOptions.LEAST_PROBE_IMAGES || measuredCount < 1) {
      return unlabelled.because(
          labels.isEmpty() && measuredCount == 0
              ? "the archive has no labels"
              : "%d images to fit and %d to measure have labels, which is too few"
                  .formatted(labels.size(), measuredCount));
    }
    if (labels.stream().distinct().count() < 2) {
      return unlabelled.because("all images to fit have the label " + labels.get(0));
    }
    Broadcast<List<ProbeImage>> broadcast = context.broadcast(neighbours);
    try (Progress.Task task = progress.start("probes", CLASSIFIERS, "classifiers")) {
      LinearProbe linear = new LinearProbe(spark, labels);
      List<Double> accuracies = new ArrayList<>();
      for (Feature feature : Feature.values()) {
        JavaRDD<Long> right = measured.mapPartitions(new NearestNeighbours(broadcast, feature));
        accuracies.add(right.reduce(Long::sum) / (double) measuredCount);
        task.step(1);
        boolean fits = linear.fits(feature.of(neighbours.get(0)).length);
        accuracies.add(
            fits
                ? linear.right(fitted, labels.size(), measured, feature) / (double) measuredCount
                : null);
        task.step(1);
      }
      Probed all = unlabelled.with(accuracies);
      return accuracies.contains(null) ? all.withoutLinear(linear.classes()) : all;
    } finally {
      broadcast.destroy();
    }
  }
}
