package io.nightjar.model;

import io.nightjar.image.ImageShape;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;

/**
 * Fully connected layers, mirrored: widths 512, 256 give pixels-512-256-latent-256-512-pixels.
 *
 * @param widths of the encoder's hidden layers, first to last; at least one, each 1 or more
 * @param activation of the hidden layers
 */
public record DenseArchitecture(List<Integer> widths, Activation activation)
    implements Architecture {
  public DenseArchitecture {
    widths = List.copyOf(widths);
    if (widths.isEmpty() || widths.stream().anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException(
          "dense.widths: %s (expected at least one width, each 1 or more)".formatted(widths));
    }
  }

  @Override
  public void requireFits(ImageShape image) {
    // Any shape is a vector of pixels.
  }

  @Override
  public String addEncoder(GraphBuilder graph, ImageShape image, String from) {
    String last = from;
    int inputs = image.size();
    for (int i = 0; i < widths.size(); i++) {
      String name = "encoder." + i;
      graph.addLayer(name, Layers.dense(inputs, widths.get(i), activation), last);
      last = name;
      inputs = widths.get(i);
    }
    return last;
  }

  @Override
  public String addDecoder(GraphBuilder graph, ImageShape image, String from, int latentSize) {
    String last = from;
    int inputs = latentSize;
    for (int i = widths.size() - 1; i >= 0; i--) {
      String name = "decoder." + (widths.size() - 1 - i);
      graph.addLayer(name, Layers.dense(inputs, widths.get(i), activation), last);
      last = name;
      inputs = widths.get(i);
    }
    graph.addLayer("logits", Layers.linear(inputs, image.size()), last);
    return "logits";
  }

  @Override
  public int features(ImageShape image) {
    return widths.get(widths.size() - 1);
  }
}
