package io.nightjar.model;

import io.nightjar.image.ImageShape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Everything about a network but its weights.
 *
 * @param architecture the layers
 * @param image shape of the pixels
 * @param latent the space between encoder and decoder
 * @param objective what training minimizes
 * @param regularization noise that training alone sees
 */
public record Autoencoder(
    Architecture architecture,
    ImageShape image,
    Latent latent,
    Objective objective,
    Regularization regularization)
    implements Serializable {
  /** The vertex of the decoder's output. */
  public static final String LOGITS = "logits";

  /** The vertex of a variational encoder's output: means, then log-variances. */
  public static final String HEAD = "posterior";

  /** The vertex of a plain encoder's output. */
  public static final String LATENT = "latent";

  /** The layer from pixels to latents of a linear path. */
  public static final String ENCODER_PATH = "encoder.linear";

  /** The layer from latents to pixels of a linear path. */
  public static final String DECODER_PATH = "decoder.linear";

  /** Behind a vertex's name: what the layers give of it that a linear path is added to. */
  public static final String RESIDUAL = ".layers";

  /** The vertex of {@link DecodedDraws}, where the model is trained on several. */
  static final String DRAWS = "draws";

  public Autoencoder {
    Objects.requireNonNull(objective, "objective");
    Objects.requireNonNull(latent, "latent");
    Objects.requireNonNull(regularization, "regularization");
    architecture.requireFits(image);
    requireDrawsFit(latent, objective, regularization);
  }

  private static void requireDrawsFit(
      Latent latent, Objective objective, Regularization regularization) {
    int draws = objective.importanceSamples();
    if (draws > 1 && !latent.variational()) {
      throw new IllegalArgumentException(
          "importance-samples: %d (expected 1 where variational is false)".formatted(draws));
    }
    if (draws > 1 && regularization.dropout() > 0) {
      throw new IllegalArgumentException(
          "importance-samples: %d (expected 1 where dropout is above 0)".formatted(draws));
    }
  }

  /** Without noise but the latent's. */
  public Autoencoder(
      Architecture architecture, ImageShape image, Latent latent, Objective objective) {
    this(architecture, image, latent, objective, Regularization.NONE);
  }

  /**
   * The weight of the KL term: 0 for a plain autoencoder, whose loss has none, whatever its
   * objective says.
   */
  public KlWeight klWeight() {
    return latent.variational() ? objective.kl() : KlWeight.constant(0);
  }

  /**
   * Whether the training loss, with all of β, is the quantity that held-out images are measured by,
   * but for the noise of {@link Regularization}.
   */
  public boolean trainsOnHeldOutLoss() {
    return !latent.variational() || (objective.kl().beta() == 1 && objective.freeBits() == 0);
  }

  /**
   * The loss of a network that gives zeros whatever it sees, as an untrained one nearly does: at
   * most so many nats per image.
   */
  public double lossOfZeros() {
    float[] zeros = new float[likelihood().depth()];
    double black = likelihood().nats(new float[] {0}, zeros, 0);
    double white = likelihood().nats(new float[] {1}, zeros, 0);
    double unreducedKl = objective.freeBits() * latent.size();
    return image.size() * Math.max(black, white) + klWeight().beta() * unreducedKl;
  }

  /** A graph with fresh weights: the same for the same configuration and seed. */
  public ComputationGraph graph(Optimization optimization) {
    return initialized(configuration(optimization), optimization);
  }

  /** The decoder alone, from {@code z} (batch, latentSize) to {@code logits}, likewise. */
  public ComputationGraph decoder(Optimization optimization) {
    GraphBuilder graph = builder(optimization);
    graph.addInputs("z").setInputTypes(InputType.feedForward(latent.size()));
    Chain layers = new Chain(graph, "z", 0, output());
    addDecoder(graph, layers);
    return initialized(graph.setOutputs(layers.last()).build(), optimization);
  }

  private static ComputationGraph initialized(
      ComputationGraphConfiguration configuration, Optimization optimization) {
    ComputationGraph graph = new ComputationGraph(Layouts.withFastReshapes(configuration));
    graph.init();
    graph.setUpdater(new KernelUpdater(graph, optimization.weightDecay()));
    return graph;
  }

  /**
   * What {@value #LOGITS} gives, as likelihoods take it: images become vectors, plane by plane.
   *
   * @return (batch, depth × size)
   */
  public static INDArray logits(INDArray output) {
    return output.rank() == 2 ? output : Layouts.flat(output);
  }

  /** p(x|z). */
  public Likelihood likelihood() {
    return objective.likelihood();
  }

  /** Hidden units that dropout can leave out: columns of a minibatch's masks. */
  public int dropoutUnits() {
    return regularization.dropout() > 0 ? addLayers(builder(Optimization.adam(1, 0))) : 0;
  }

  /**
   * The graph's configuration.
   *
   * <p>Inputs: {@code pixels} (batch, channels, height, width) in [0, 1], when variational {@code
   * epsilon} (batch, latentSize), and with dropout {@code dropout} (batch, dropped units). Outputs:
   * {@code reconstruction}, the logits (batch, depth × size), and, when variational, {@code kl},
   * the posterior head (batch, 2 × latentSize). With K importance samples, {@code epsilon} may be
   * (batch, K × latentSize), and in place of the first output stands {@code bound}, see {@link
   * DecodedDraws}. In any case {@value #LOGITS} and {@value #HEAD} are vertices.
   */
  public ComputationGraphConfiguration configuration(Optimization optimization) {
    return complete(builder(optimization));
  }

  /**
   * The graph's configuration for those who only read which vertices there are and of what sizes.
   * Loads no native code, which a builder does that is given a seed.
   */
  public ComputationGraphConfiguration structure() {
    return complete(new NeuralNetConfiguration.Builder().updater(new NoOp()).graphBuilder());
  }

  private ComputationGraphConfiguration complete(GraphBuilder graph) {
    int dropoutUnits = addLayers(graph);
    graph.addInputs(inputs(dropoutUnits)).setInputTypes(inputTypes(dropoutUnits));
    String first = objective.importanceSamples() > 1 ? "bound" : "reconstruction";
    return latent.variational()
        ? graph.setOutputs(first, "kl").build()
        : graph.setOutputs(first).build();
  }

  /**
   * Tells from shapes alone what the network holds, before any of it is there.
   *
   * @throws IllegalArgumentException when a layer has more units than can be counted
   */
  public NetworkSize size() {
    try {
      return NetworkSize.of(configuration(Optimization.adam(1, 0)), inputTypes(dropoutUnits()));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "latent-size, widths or channels: a layer would have more than %,d units (expected fewer)"
              .formatted(Integer.MAX_VALUE),
          e);
    }
  }

  private static GraphBuilder builder(Optimization optimization) {
    return new NeuralNetConfiguration.Builder()
        .seed(optimization.seed())
        .dataType(optimization.dataType())
        .optimizationAlgo(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT)
        .updater(optimization.updater())
        .gradientNormalization(optimization.clipping().kind().dl4j())
        .gradientNormalizationThreshold(optimization.clipping().threshold())
        .graphBuilder();
  }

  private String[] inputs(int dropoutUnits) {
    List<String> names = new ArrayList<>(List.of("pixels"));
    if (latent.variational()) {
      names.add("epsilon");
    }
    if (dropoutUnits > 0) {
      names.add(Chain.DROPOUT);
    }
    return names.toArray(String[]::new);
  }

  private InputType[] inputTypes(int dropoutUnits) {
    List<InputType> types = new ArrayList<>();
    types.add(InputType.convolutional(image.height(), image.width(), image.channels()));
    if (latent.variational()) {
      types.add(InputType.feedForward((long) objective.importanceSamples() * latent.size()));
    }
    if (dropoutUnits > 0) {
      types.add(InputType.feedForward(dropoutUnits));
    }
    return types.toArray(InputType[]::new);
  }

  /** Adds everything but the inputs; returns how many units drop. */
  private int addLayers(GraphBuilder graph) {
    Chain layers = new Chain(graph, "pixels", regularization.dropout(), output());
    architecture.addEncoder(layers, image);
    if (latent.variational()) {
      addHead(graph, layers, HEAD);
      graph.addLayer("kl", loss(new KlLoss(objective.freeBits())), HEAD);
      graph.addVertex("z", new TransformVertex(new Reparameterize()), HEAD, "epsilon");
      layers.continueFrom("z");
    } else {
      addHead(graph, layers, LATENT);
    }
    addDecoder(graph, layers);
    addLoss(graph, layers.last());
    return layers.droppedUnits();
  }

  private Chain.Output output() {
    return latent.hasLinearPath() ? Chain.Output.RESIDUAL : Chain.Output.WHOLE;
  }

  /** Adds the encoder's last layer, and the linear path that joins it there. */
  private void addHead(GraphBuilder graph, Chain layers, String name) {
    BaseLayer head = Layers.linear(architecture.features(image), latent.headWidth());
    if (!latent.hasLinearPath()) {
      layers.add(name, head);
      return;
    }
    layers.add(name + RESIDUAL, Layers.zero(head));
    KernelDense path = Layers.path(image.size(), latent.size(), false);
    path.setFirst();
    graph.addLayer(
        ENCODER_PATH,
        path,
        new CnnToFeedForwardPreProcessor(image.height(), image.width(), image.channels()),
        "pixels");
    addPath(graph, name, latent.headWidth() / latent.size(), ENCODER_PATH);
    layers.continueFrom(name);
  }

  /** Adds the decoder's layers, and the linear path that joins them at the logits. */
  private void addDecoder(GraphBuilder graph, Chain layers) {
    String from = layers.last();
    architecture.addDecoder(layers, image, latent.size(), likelihood().depth());
    if (latent.hasLinearPath()) {
      graph.addLayer(DECODER_PATH, Layers.path(latent.size(), image.size(), true), from);
      addPath(graph, LOGITS, likelihood().depth(), DECODER_PATH);
      layers.continueFrom(LOGITS);
    }
  }

  private void addPath(GraphBuilder graph, String name, int parts, String path) {
    TransformVertex sum = new TransformVertex(new AddScaled(LAYERS_SCALE, pathScale(), parts));
    graph.addVertex(name, sum, name + RESIDUAL, path);
  }

  /** What the layers beside a linear path give is multiplied by. */
  public static final double LAYERS_SCALE = 0.1;

  /** What both parts of a linear path are multiplied by. */
  public double pathScale() {
    return 1 / Math.sqrt(image.size());
  }

  private void addLoss(GraphBuilder graph, String logits) {
    int draws = objective.importanceSamples();
    if (draws == 1) {
      graph.addLayer("reconstruction", loss(new ReconstructionLoss(likelihood())), logits);
      return;
    }
    graph.addVertex(DRAWS, new TransformVertex(new DecodedDraws()), logits, HEAD, "epsilon");
    graph.addLayer("bound", loss(new ImportanceWeightedLoss(likelihood(), draws)), DRAWS);
  }

  private static LossLayer loss(TermLoss term) {
    return new LossLayer.Builder().lossFunction(term).activation(Activation.IDENTITY).build();
  }
}
