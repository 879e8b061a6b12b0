package io.nightjar.model;

import io.nightjar.image.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/**
 * Convolutions of kernel 4, stride 2, padding 1 that halve the image each time, one dense layer,
 * and the mirror image of both with transposed convolutions.
 *
 * @param channels of the encoder's convolutions, first to last; each divides height and width by
 *     two
 * @param hidden width of the dense layer between the convolutions and the latent space
 * @param activation of the hidden layers
 * @param normalization of the hidden layers
 * @see <a href="https://arxiv.org/abs/1511.06434">Radford et al. 2015, section 3</a>
 */
public record ConvolutionalArchitecture(
    List<Integer> channels, int hidden, Activation activation, Normalization normalization)
    implements Architecture {
  private static final int FIRST_CHANNELS = 32;
  private static final int MOST_CHANNELS = 512;
  private static final int SMALLEST_SIDE = 7;

  public ConvolutionalArchitecture {
    channels = Widths.checked("convolutional.channels", channels);
    hidden = Widths.checked("convolutional.hidden", hidden);
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(normalization, "normalization");
  }

  /** Without normalization. */
  public ConvolutionalArchitecture(List<Integer> channels, int hidden, Activation activation) {
    this(channels, hidden, activation, Normalization.NONE);
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
    long factor = 1L << Math.min(channels.size(), Integer.SIZE);
    if (image.height() % factor != 0 || image.width() % factor != 0) {
      throw new IllegalArgumentException(
          ("convolutional.channels: %d stride-2 layers do not fit an image of %s: its height and"
                  + " width must be multiples of %d (change image.height and image.width, or give"
                  + " fewer channels)")
              .formatted(channels.size(), image, factor));
    }
    ImageMap smallest = smallest(image);
    if ((long) smallest.channels() * smallest.height() * smallest.width() > Widths.MOST) {
      throw new IllegalArgumentException(
          "convolutional.channels: the last layer gives %dx%dx%d numbers (expected %d at most)"
              .formatted(smallest.channels(), smallest.height(), smallest.width(), Widths.MOST));
    }
  }

  @Override
  public void addEncoder(Chain layers, ImageShape image) {
    HiddenUnits units = units();
    int inputs = image.channels();
    for (int i = 0; i < channels.size(); i++) {
      int outputs = channels.get(i);
      layers.addHidden("encoder." + i, Layers.halving(inputs, outputs, units), null, units);
      inputs = outputs;
    }
    ImageMap smallest = smallest(image);
    layers.addHidden(
        "encoder." + channels.size(),
        Layers.dense(smallest.size(), hidden, units),
        new CnnToFeedForwardPreProcessor(smallest.height(), smallest.width(), smallest.channels()),
        units);
  }

  @Override
  public void addDecoder(Chain layers, ImageShape image, int latentSize, int depth) {
    HiddenUnits units = units();
    ImageMap smallest = smallest(image);
    layers.addHidden("decoder.0", Layers.dense(latentSize, hidden, units), null, units);
    layers.addHidden("decoder.1", Layers.dense(hidden, smallest.size(), units), null, units);
    InputPreProcessor reshape =
        new FeedForwardToCnnPreProcessor(smallest.height(), smallest.width(), smallest.channels());
    for (int i = channels.size() - 1; i > 0; i--) {
      String name = "decoder." + (channels.size() + 1 - i);
      Deconvolution2D layer = Layers.doubling(channels.get(i), channels.get(i - 1), units);
      layers.addHidden(name, layer, reshape, units);
      reshape = null;
    }
    layers.addLogits(Layers.doublingToLogits(channels.get(0), depth * image.channels()), reshape);
  }

  private HiddenUnits units() {
    return new HiddenUnits(activation, normalization);
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
      return Math.multiplyExact(channels, height * width);
    }
  }
}
