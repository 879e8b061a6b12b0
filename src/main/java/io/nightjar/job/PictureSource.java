package io.nightjar.job;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.Archive;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.Fingerprint;
import io.nightjar.bundle.Provenance;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.evaluation.ChosenImage;
import io.nightjar.evaluation.Comparison;
import io.nightjar.evaluation.FittedGaussian;
import io.nightjar.evaluation.ImageChoice;
import io.nightjar.evaluation.LabelNames;
import io.nightjar.evaluation.LatentDistribution;
import io.nightjar.evaluation.LatentMap;
import io.nightjar.evaluation.LearningCurve;
import io.nightjar.evaluation.Picture;
import io.nightjar.evaluation.StandardGaussian;
import io.nightjar.evaluation.TrainingRun;
import io.nightjar.image.RasterImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * What {@code generate}'s keys say that pictures are made of, read when a picture asks.
 *
 * @param bundle the open one that {@code bundle} names
 */
record PictureSource(CommandContext context, Bundle bundle) {
  private Settings settings() {
    return context.settings();
  }

  /** Reads what pictures of a few images use. */
  static void checkImages(Settings settings) {
    Options.archive(settings);
    count(settings);
    seed(settings);
  }

  /** Reads what samples use: of a variational bundle no archive. */
  static void checkSamples(Settings settings) {
    checkIfGiven(settings);
    count(settings);
    mapCount(settings);
    seed(settings);
  }

  /** Reads what a map of the latents uses. */
  static void checkMap(Settings settings) {
    Options.archive(settings);
    mapCount(settings);
    seed(settings);
  }

  /** Reads what learning curves use; an archive may be named for other kinds' sake. */
  static void checkCurve(Settings settings) {
    checkIfGiven(settings);
    settings.optionalPath("generate.against");
  }

  /** Reads what a comparison uses. */
  static void checkComparison(Settings settings) {
    settings.path("generate.against");
    checkMap(settings);
    count(settings);
  }

  private static void checkIfGiven(Settings settings) {
    if (settings.optionalString("archive.path").isPresent()) {
      Options.archive(settings);
    }
  }

  private static long seed(Settings settings) {
    return settings.longInteger("generate.seed");
  }

  private static int count(Settings settings) {
    int count = settings.integer("generate.count");
    settings.require("generate", () -> Picture.requireCount(count));
    return count;
  }

  private static int mapCount(Settings settings) {
    int count = settings.integer("generate.map-images");
    return settings.checked("generate", () -> LatentMap.requireCount(count));
  }

  long seed() {
    return seed(settings());
  }

  /** {@code generate.count}. */
  int count() {
    return count(settings());
  }

  /** As many of the archive's images as a picture shows. */
  List<RasterImage> images() {
    return pixels(choose(count()));
  }

  /** As many of the archive's images as a map has. */
  List<ChosenImage> mapImages() {
    return choose(mapCount(settings()));
  }

  private List<ChosenImage> choose(int count) {
    Archive archive = context.archive(Options.archive(settings()));
    List<ChosenImage> chosen =
        new ImageChoice(count, seed())
            .from(archive, bundle.preprocessing(), context.sparkContext(), context.progress());
    return new LabelNames(settings().globs("generate.label-names")).of(chosen);
  }

  /** The bundle, and the archive whose images are looked at. */
  String ofArchive() {
    return "%s, images of %s".formatted(ofBundle(), archive());
  }

  private String ofTraining() {
    Provenance.DataSet data = bundle.manifest().provenance().dataSet();
    return "%s, trained on %s, split %s".formatted(ofBundle(), data.path(), data.split());
  }

  /** The archive whose latents samples are drawn like, or the training's for those of the prior. */
  String samplesOf() {
    return bundle.autoencoder().latent().variational() ? ofTraining() : ofArchive();
  }

  private String ofBundle() {
    return "Bundle %s (%s)"
        .formatted(settings().path("bundle").getName(), Fingerprint.shown(bundle.fingerprint()));
  }

  private String archive() {
    return "%s, split %s"
        .formatted(settings().string("archive.path"), settings().string("archive.split"));
  }

  private static List<RasterImage> pixels(List<ChosenImage> images) {
    return images.stream().map(ChosenImage::image).toList();
  }

  /** What samples are drawn from: the prior, or what a plain autoencoder has in its place. */
  LatentDistribution distribution(LatentEncoder network) {
    if (bundle.autoencoder().latent().variational()) {
      return new StandardGaussian();
    }
    if (settings().optionalString("archive.path").isEmpty()) {
      throw new InvalidInputException(
          "generate.kind=samples of a plain autoencoder, which has no prior, needs an archive whose"
              + " latents a Gaussian is fitted to: give archive.path, or train with"
              + " model.variational=true");
    }
    return FittedGaussian.to(pixels(mapImages()), network);
  }

  /** The bundle that {@code generate.against} names, of the same pixels. */
  Bundle against() throws IOException {
    Bundle against = Bundle.open(settings().path("generate.against"), context.hadoop());
    Comparison.requireComparable(bundle, against);
    return against;
  }

  /**
   * The losses of the bundle's training, and of another's where {@code generate.against} is given.
   */
  LearningCurve learningCurve() throws IOException {
    List<TrainingRun> runs =
        new ArrayList<>(List.of(TrainingRun.of(name("bundle"), bundle.manifest())));
    if (settings().optionalString("generate.against").isPresent()) {
      Bundle against = Bundle.open(settings().path("generate.against"), context.hadoop());
      runs.add(TrainingRun.of(name("generate.against"), against.manifest()));
    }
    return new LearningCurve(runs);
  }

  /** What a bundle is called beside the other: its name, or all of its path where both have one. */
  private String name(String key) {
    Path path = settings().path(key);
    String other = key.equals("bundle") ? "generate.against" : "bundle";
    boolean alike =
        settings().optionalPath(other).filter(o -> o.getName().equals(path.getName())).isPresent();
    return alike ? path.toString() : path.getName();
  }

  Comparison comparison() {
    return new Comparison(mapImages(), count(), seed(), archive());
  }

  /**
   * A side of a comparison.
   *
   * @param key names the bundle's path
   */
  Comparison.Side side(String key, Bundle of, LatentEncoder network) {
    return new Comparison.Side(name(key), of, network);
  }
}
