package io.nightjar.model;

import io.nightjar.image.ImageShape;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/**
 * Convolutions of kernel 4, stride 2, padding 1 that halve the image each time, one dense layer,
 * and the mirror image of both with transposed convolutions.
 *
 * @param channels of the encoder's convolutions, first to last; each divides height and width by
 *     two
 * @param hidden width of the dense layer between the convolutions and the latent space
 * @param activation of the hidden layers
 * @see <a href="https://arxiv.org/abs/1511.06434">Radford et al. 2015, section 3</a>
 */
public record ConvolutionalArchitecture(List<Integer> channels, int hidden, Activation activation)
    implements Architecture {
  private static final int FIRST_CHANNELS = 32;
  private static final int MOST_CHANNELS = 512;
  private static final int SMALLEST_SIDE = 7;

  public ConvolutionalArchitecture {
    channels = List.copyOf(channels);
    if (channels.isEmpty() || channels.stream().anyMatch(c -> c < 1)) {
      throw new IllegalArgumentException(
          "convolutional.channels: %s (expected at least one, each 1 or more)".formatted(channels));
    }
    if (hidden < 1) {
      throw new IllegalArgumentException(
          "convolutional.hidden: %d (expected 1 or more)".formatted(hidden));
    }
  }

  /**
   * Channels that suit an image: 32, doubled at each halving up to 512, while both sides are even
   * and above 7 (32, 64 for 28x28; 32, 64, 128, 256 for 64x64).
   */
  public static List<Integer> channelsFor(ImageShape image) {
    List<Integer> channels = new ArrayList<>();
    int height = image.height();
    int width = image.width();
    while (height % 2 == 0 && width % 2 == 0 && Math.min(height, width) > SMALLEST_SIDE) {
      channels.add(Math.min(MOST_CHANNELS, FIRST_CHANNELS << channels.size()));
      height /= 2;
      width /= 2;
    }
    return channels.isEmpty() ? List.of(FIRST_CHANNELS) : channels;
  }

  @Override
  public void requireFits(ImageShape image) {
    int factor = 1 << channels.size();
    if (image.height() % factor != 0 || image.width() % factor != 0) {
      throw new IllegalArgumentException(
          ("convolutional.channels: %d stride-2 layers do not fit an image of %s: its height and"
                  + " width must be multiples of %d (change image.height and image.width, or give"
                  + " fewer channels)")
              .formatted(channels.size(), image, factor));
    }
  }

  @Override
  public String addEncoder(GraphBuilder graph, ImageShape image, String from) {
    String last = from;
    int inputs = image.channels();
    for (int i = 0; i < channels.size(); i++) {
      String name = "encoder." + i;
      graph.addLayer(name, Layers.halving(inputs, channels.get(i), activation), last);
      last = name;
      inputs = channels.get(i);
    }
    ImageMap smallest = smallest(image);
    String name = "encoder." + channels.size();
    graph.addLayer(name, Layers.dense(smallest.size(), hidden, activation), last);
    return name;
  }

  @Override
  public String addDecoder(GraphBuilder graph, ImageShape image, String from, int latentSize) {
    ImageMap smallest = smallest(image);
    graph.addLayer("decoder.0", Layers.dense(latentSize, hidden, activation), from);
    graph.addLayer("decoder.1", Layers.dense(hidden, smallest.size(), activation), "decoder.0");
    String last = "decoder.1";
    for (int i = channels.size() - 1; i >= 0; i--) {
      boolean lastLayer = i == 0;
      String name = lastLayer ? "logits" : "decoder." + (channels.size() + 1 - i);
      int outputs = lastLayer ? image.channels() : channels.get(i - 1);
      graph.addLayer(
          name,
          Layers.doubling(
              channels.get(i),
              outputs,
              lastLayer ? org.nd4j.linalg.activations.Activation.IDENTITY : activation.dl4j()),
          last);
      last = name;
    }
    String first = channels.size() == 1 ? "logits" : "decoder.2";
    graph.inputPreProcessor(
        first,
        new FeedForwardToCnnPreProcessor(smallest.height(), smallest.width(), smallest.channels()));
    return "logits";
  }

  @Override
  public int features(ImageShape image) {
    return hidden;
  }

  private ImageMap smallest(ImageShape image) {
    int factor = 1 << channels.size();
    return new ImageMap(
        channels.get(channels.size() - 1), image.height() / factor, image.width() / factor);
  }

  /** Shape of a feature map. */
  private record ImageMap(int channels, int height, int width) {
    int size() {
      return channels * height * width;
    }
  }
}
