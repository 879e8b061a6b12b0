package io.nightjar.training;

import io.nightjar.KebabCase;
import io.nightjar.Secrets;
import io.nightjar.archive.Archive;
import io.nightjar.archive.PassedOverCounts;
import io.nightjar.archive.Split;
import io.nightjar.bundle.BundleWriter;
import io.nightjar.bundle.Canary;
import io.nightjar.bundle.ContentSample;
import io.nightjar.bundle.EmbeddingFigures;
import io.nightjar.bundle.PixelFiles;
import io.nightjar.bundle.Provenance;
import io.nightjar.bundle.TrainedAutoencoder;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageDecoder;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.RasterImage;
import io.nightjar.model.Autoencoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * What a training run ends with.
 *
 * @param model the network without its weights
 * @param options of the run, settled for its images
 * @param graph holds the averaged parameters
 * @param history epoch by epoch
 * @param epoch whose parameters they are, 1 for the first: the last, or with early stopping the
 *     best
 * @param images that it was trained on
 * @param threadsPerWorker native threads that each worker had
 * @param canaryExamples a few of the images as the network saw them, for the canary
 * @param figures what embedding gives of held-out images, or without such of training images; null
 *     where that is not finite
 * @param natsOfMeanImage what the mean training image costs on held-out images, whatever is to be
 *     reconstructed, nats per image; not a number without such images
 */
public record TrainedModel(
    Autoencoder model,
    TrainingOptions options,
    ComputationGraph graph,
    List<EpochSummary> history,
    int epoch,
    Images images,
    int threadsPerWorker,
    List<RasterImage> canaryExamples,
    EmbeddingFigures figures,
    double natsOfMeanImage) {
  public TrainedModel {
    history = List.copyOf(history);
    canaryExamples = List.copyOf(canaryExamples);
  }

  /**
   * What became of an archive.
   *
   * @param training images trained on
   * @param heldOut images held out
   * @param rejected images that gave no pixels, by reason
   * @param passedOver what of the archive's files was no image once it was looked at
   * @param sample of the images trained on
   */
  public record Images(
      long training,
      long heldOut,
      Map<String, Long> rejected,
      PassedOverCounts passedOver,
      ContentSample sample) {
    public Images {
      rejected = Map.copyOf(rejected);
    }

    /** How many images gave no pixels. */
    public long rejectedImages() {
      return rejected.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Makes the bundle, ready to be written.
   *
   * @param preprocessing that the images went through
   * @param archive that was read
   * @param split the part of it
   * @param createdAt the manifest's time
   * @param versions of the libraries, by name
   */
  public BundleWriter bundle(
      Preprocessing preprocessing,
      Archive archive,
      Split split,
      Instant createdAt,
      Map<String, String> versions) {
    Provenance provenance =
        new Provenance(
            createdAt.toString(),
            dataSet(archive, split),
            run(),
            versions,
            History.of(history, model.image()),
            History.metrics(taken().validation(), model.image()),
            Double.isNaN(natsOfMeanImage) ? null : natsOfMeanImage);
    TrainedAutoencoder trained = new TrainedAutoencoder(model, preprocessing, graph);
    ImageDecoder decoder = new ImageDecoder(preprocessing);
    return new BundleWriter(
        trained, figures, provenance, Canary.of(trained, canaryImages(), decoder::decode));
  }

  /** The epoch whose parameters they are. */
  public EpochSummary taken() {
    return history.get(epoch - 1);
  }

  /** The last epoch. */
  public EpochSummary last() {
    return history.get(history.size() - 1);
  }

  /** Minibatches that each worker has trained on. */
  public long steps() {
    return graph.getIterationCount();
  }

  /** Images that all epochs together trained on. */
  public long examples() {
    return history.stream().mapToLong(EpochSummary::examples).sum();
  }

  /** Seconds of all epochs' rounds. */
  public double seconds() {
    return history.stream().mapToDouble(EpochSummary::seconds).sum();
  }

  private Provenance.DataSet dataSet(Archive archive, Split split) {
    return new Provenance.DataSet(
        Secrets.NONE.masked(archive.uri()),
        archive.format().key(),
        split.key(),
        images.training() + images.heldOut(),
        images.rejectedImages(),
        images.training(),
        images.heldOut(),
        images.sample().text());
  }

  private Provenance.Training run() {
    return new Provenance.Training(
        options.workers(),
        threadsPerWorker,
        options.batchSize(),
        options.averagingFrequency().last(),
        options.epochs(),
        options.steps().learningRate(),
        Map.of("training", options.seed()),
        seconds(),
        new Provenance.Options(
            options.averagingFrequency().first(),
            options.averagingFrequency().epochs(),
            options.steps().optimizer(),
            KebabCase.of(options.steps().scaling()),
            options.steps().warmupEpochs(),
            KebabCase.of(options.steps().decay()),
            options.steps().floor(),
            options.steps().clipping(),
            options.patience(),
            options.emaDecay(),
            options.steps().weightDecay()));
  }

  /** Each example as PNG and as JPEG, so that a canary covers both decoders. */
  private List<EncodedImage> canaryImages() {
    List<EncodedImage> images = new ArrayList<>();
    for (RasterImage example : canaryExamples) {
      images.add(PixelFiles.png(example));
      images.add(PixelFiles.jpeg(example));
    }
    return images;
  }
}
