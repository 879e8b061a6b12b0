package io.nightjar.model;

import io.nightjar.image.ImageShape;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.InputPreProcessor;

/**
 * Fully connected layers, mirrored: widths 512, 256 give pixels-512-256-latent-256-512-pixels.
 *
 * @param widths of the encoder's hidden layers, first to last; see {@link Widths}
 * @param activation of the hidden layers
 * @param normalization of the hidden layers
 */
public record DenseArchitecture(
    List<Integer> widths, Activation activation, Normalization normalization)
    implements Architecture {
  public DenseArchitecture {
    widths = Widths.checked("dense.widths", widths);
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(normalization, "normalization");
  }

  /** Without normalization. */
  public DenseArchitecture(List<Integer> widths, Activation activation) {
    this(widths, activation, Normalization.NONE);
  }

  @Override
  public void requireFits(ImageShape image) {
    // Any shape is a vector of pixels.
  }

  @Override
  public void addEncoder(Chain layers, ImageShape image) {
    int inputs = image.size();
    for (int i = 0; i < widths.size(); i++) {
      addHidden(layers, "encoder." + i, inputs, widths.get(i));
      inputs = widths.get(i);
    }
  }

  @Override
  public void addDecoder(Chain layers, ImageShape image, int latentSize, int depth) {
    int inputs = latentSize;
    for (int i = widths.size() - 1; i >= 0; i--) {
      addHidden(layers, "decoder." + (widths.size() - 1 - i), inputs, widths.get(i));
      inputs = widths.get(i);
    }
    layers.addLogits(Layers.linear(inputs, depth * image.size()), (InputPreProcessor) null);
  }

  private void addHidden(Chain layers, String name, int inputs, int outputs) {
    HiddenUnits units = new HiddenUnits(activation, normalization);
    layers.addHidden(name, Layers.dense(inputs, outputs, units), null, units);
  }

  @Override
  public int features(ImageShape image) {
    return widths.get(widths.size() - 1);
  }
}
