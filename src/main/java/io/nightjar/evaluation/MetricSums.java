package io.nightjar.evaluation;

import io.nightjar.archive.PassedOverCounts;
import io.nightjar.bundle.ContentSample.Overlap;
import io.nightjar.image.PassedOver;
import io.nightjar.image.Rejection;
import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scores summed over images, so that partitions add up.
 *
 * @param examples images that were scored
 * @param sum Σ of their scores
 * @param squares Σ of their scores' squares
 * @param rejects how many images were rejected, by reason
 * @param unopened of the rejected, those that listing could not reach, such as a directory
 * @param passedOver what was no image, and is in no other count
 * @param trainedOn how many of the images the bundle was trained on, as its sample tells
 */
record MetricSums(
    long examples,
    ImageScore sum,
    ImageScore squares,
    SortedMap<String, Long> rejects,
    long unopened,
    PassedOverCounts passedOver,
    Overlap trainedOn)
    implements Serializable {

  /** Of no images, for a latent of {@code units}; 0 for a plain autoencoder. */
  static MetricSums none(int units) {
    return new MetricSums(
        0,
        ImageScore.zero(units),
        ImageScore.zero(units),
        new TreeMap<>(),
        0,
        PassedOverCounts.NONE,
        Overlap.NONE);
  }

  /** With one image more that was compared with those that the bundle was trained on. */
  MetricSums with(Overlap compared) {
    return new MetricSums(
        examples, sum, squares, rejects, unopened, passedOver, trainedOn.plus(compared));
  }

  /** With one image more; one whose score is not finite is a reject. */
  MetricSums with(ImageScore score) {
    return score.finite()
        ? new MetricSums(
            examples + 1,
            sum.plus(score),
            squares.plus(score.squared()),
            rejects,
            unopened,
            passedOver,
            trainedOn)
        : with(Rejection.Stage.ENCODE, Rejection.Reason.NOT_FINITE);
  }

  /** With one reject more. */
  MetricSums with(Rejection rejection) {
    return with(rejection.stage(), rejection.reason());
  }

  private MetricSums with(Rejection.Stage stage, Rejection.Reason reason) {
    SortedMap<String, Long> more = new TreeMap<>(rejects);
    more.merge(reason.key(), 1L, Long::sum);
    long listing = stage == Rejection.Stage.LIST ? 1 : 0;
    return new MetricSums(examples, sum, squares, more, unopened + listing, passedOver, trainedOn);
  }

  /** With something more that is no image. */
  MetricSums with(PassedOver other) {
    return new MetricSums(
        examples,
        sum,
        squares,
        rejects,
        unopened,
        passedOver.plus(PassedOverCounts.of(List.of(other))),
        trainedOn);
  }

  MetricSums plus(MetricSums other) {
    SortedMap<String, Long> all = new TreeMap<>(rejects);
    other.rejects.forEach((reason, count) -> all.merge(reason, count, Long::sum));
    return new MetricSums(
        examples + other.examples,
        sum.plus(other.sum),
        squares.plus(other.squares),
        all,
        unopened + other.unopened,
        passedOver.plus(other.passedOver),
        trainedOn.plus(other.trainedOn));
  }

  long rejected() {
    return rejects.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Images that were opened. */
  long read() {
    return examples + rejected() - unopened;
  }
}
