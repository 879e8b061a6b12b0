package io.nightjar.bundle;

import io.nightjar.CounterRandom;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageDecoder;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.RasterImage;
import io.nightjar.image.Resize;
import io.nightjar.model.Activation;
import io.nightjar.model.Architecture;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.BernoulliLikelihood;
import io.nightjar.model.ConvolutionalArchitecture;
import io.nightjar.model.DenseArchitecture;
import io.nightjar.model.GaussianLikelihood;
import io.nightjar.model.GradientClipping;
import io.nightjar.model.KlWeight;
import io.nightjar.model.Latent;
import io.nightjar.model.LearnedGaussianLikelihood;
import io.nightjar.model.LinearPath;
import io.nightjar.model.Normalization;
import io.nightjar.model.Objective;
import io.nightjar.model.Optimization;
import io.nightjar.model.Optimizer;
import io.nightjar.model.RecurrentArchitecture;
import io.nightjar.model.Regularization;
import io.nightjar.model.Targets;
import io.nightjar.runtime.NativeLibraries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Small bundles of every kind, for tests. Their weights are drawn by seed and not trained. */
public final class TestBundles {
  static {
    NativeLibraries.prepare();
  }

  private TestBundles() {}

  /** Every architecture, plain and variational, grey and colour, 8x12; all activations. */
  public static Stream<Autoencoder> models() {
    return Stream.concat(kinds(), Stream.of(severalDraws(), linear(1), linear(3)));
  }

  /** With a linear path: a plain one of grey images, a variational one of colour. */
  private static Autoencoder linear(int channels) {
    Latent.Kind kind = channels == 1 ? Latent.Kind.PLAIN : Latent.Kind.VARIATIONAL;
    return new Autoencoder(
        new ConvolutionalArchitecture(List.of(4, 5), 6, Activation.RELU),
        new ImageShape(channels, 8, 12),
        new Latent(3, kind, LinearPath.PRINCIPAL_COMPONENTS),
        new Objective(
            channels == 1 ? new BernoulliLikelihood() : new LearnedGaussianLikelihood(), 1));
  }

  /** Trained on the bound of several draws of z. */
  private static Autoencoder severalDraws() {
    return new Autoencoder(
        new ConvolutionalArchitecture(List.of(4, 5), 6, Activation.GATED),
        new ImageShape(3, 8, 12),
        new Latent(3, Latent.Kind.VARIATIONAL),
        new Objective(new BernoulliLikelihood(), Targets.BINARIZED, KlWeight.constant(1), 0, 3));
  }

  private static Stream<Autoencoder> kinds() {
    return Stream.of(
            new DenseArchitecture(List.of(12, 6), Activation.TANH),
            new DenseArchitecture(List.of(7), Activation.LEAKY_RELU, Normalization.BATCH),
            new DenseArchitecture(List.of(7), Activation.IDENTITY),
            new ConvolutionalArchitecture(List.of(3, 4), 6, Activation.ELU, Normalization.BATCH),
            new ConvolutionalArchitecture(List.of(5), 6, Activation.RELU),
            new DenseArchitecture(List.of(6), Activation.GATED, Normalization.BATCH),
            new ConvolutionalArchitecture(List.of(4, 5), 6, Activation.GATED),
            new RecurrentArchitecture(List.of(6, 5)))
        .flatMap(
            architecture ->
                Stream.of(Latent.Kind.values())
                    .flatMap(
                        kind ->
                            Stream.of(model(architecture, 1, kind), model(architecture, 3, kind))));
  }

  /** A convolutional VAE of one channel. */
  public static Autoencoder model() {
    var architecture = new ConvolutionalArchitecture(List.of(3, 4), 6, Activation.RELU);
    return model(architecture, 1, Latent.Kind.VARIATIONAL);
  }

  /** The same as a plain autoencoder. */
  public static Autoencoder plain() {
    var architecture = new ConvolutionalArchitecture(List.of(3, 4), 6, Activation.RELU);
    return model(architecture, 1, Latent.Kind.PLAIN);
  }

  private static Autoencoder model(Architecture architecture, int channels, Latent.Kind kind) {
    // Height and width differ, so that no layout passes for its transpose.
    ImageShape shape = new ImageShape(channels, 8, 12);
    Latent latent = new Latent(3, kind);
    return channels == 1
        ? new Autoencoder(architecture, shape, latent, new Objective(new BernoulliLikelihood(), 1))
        : new Autoencoder(
            architecture,
            shape,
            latent,
            new Objective(
                kind == Latent.Kind.PLAIN
                    ? new GaussianLikelihood(0.5)
                    : new LearnedGaussianLikelihood(),
                Targets.GREY,
                new KlWeight(0.5, KlWeight.Warmup.CYCLICAL, 2.5),
                0.125),
            new Regularization(0.25, 0.125));
  }

  /** Every weight and bias differs, as after training. */
  public static TrainedAutoencoder trained(Autoencoder model) {
    var graph = model.graph(Optimization.adam(1e-3, 5));
    INDArray parameters = graph.params();
    float[] noise = new float[(int) parameters.length()];
    CounterRandom.gaussians(noise, 0, noise.length, 17);
    for (int i = 0; i < noise.length; i++) {
      parameters.putScalar(i, parameters.getFloat(i) + 0.1f * noise[i]);
    }
    return new TrainedAutoencoder(model, new Preprocessing(model.image(), Resize.STRETCH), graph);
  }

  public static BundleWriter writer(TrainedAutoencoder trained) {
    return new BundleWriter(trained, figures(trained), provenance(), canary(trained));
  }

  /** Writes and opens a bundle in {@code folder}. */
  public static Bundle bundle(Autoencoder model, java.nio.file.Path folder) {
    Path path = new Path(folder.resolve("test.bundle").toUri());
    try {
      writer(trained(model)).write(path, new Configuration());
      return Bundle.open(path, new Configuration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a bundle whose canary is another network's, as if decoder or engine had changed. */
  public static void writeWithForeignCanary(Autoencoder model, Path path) throws IOException {
    TrainedAutoencoder trained = trained(model);
    TrainedAutoencoder other = trained(model);
    other.graph().params().addi(0.01);
    new BundleWriter(trained, figures(trained), provenance(), canary(other))
        .write(path, new Configuration());
  }

  /** Of its noise: what is measured of other images is far from that. */
  static EmbeddingFigures figures(TrainedAutoencoder trained) {
    EmbeddingMoments moments = new EmbeddingMoments(trained.autoencoder().latent().size());
    byte[] pixels = images(trained.autoencoder(), 20);
    GraphLatents.measure(trained.autoencoder(), trained.graph(), pixels, moments);
    return moments.figures().orElseThrow();
  }

  static Canary canary(TrainedAutoencoder trained) {
    ImageShape shape = trained.autoencoder().image();
    RasterImage image = new RasterImage(images(trained.autoencoder(), 1), shape);
    List<EncodedImage> files = List.of(PixelFiles.png(image), PixelFiles.jpeg(image));
    var decoder = new ImageDecoder(trained.preprocessing());
    return Canary.of(trained, files, decoder::decode);
  }

  static Provenance provenance() {
    var metrics = new Provenance.Metrics(242.5, 226.5, 16, 0.02, 242.5);
    return new Provenance(
        "2026-01-01T00:00:00Z",
        new Provenance.DataSet(
            "file:///archive",
            "files",
            "train",
            60,
            1,
            54,
            6,
            new ContentSample.Collector().sample().text()),
        new Provenance.Training(
            2,
            1,
            128,
            10,
            1,
            1e-3,
            Map.of("training", 7L),
            1.5,
            new Provenance.Options(
                2,
                1,
                Optimizer.SGD,
                "linear",
                0.5,
                "cosine",
                1e-5,
                new GradientClipping(GradientClipping.Kind.LAYER_NORM, 2),
                3,
                0.99,
                0.01)),
        Map.of("nightjar", "0.1.0"),
        List.of(new Provenance.Epoch(1, 54, 250.25, metrics, 36)),
        metrics,
        260.5);
  }

  /** Noise of a fixed seed, as uint8. */
  public static byte[] images(Autoencoder model, int count) {
    byte[] images = new byte[count * model.image().size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) CounterRandom.bits(7, i);
    }
    return images;
  }
}
