package io.nightjar.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.nightjar.image.ImageShape;
import java.io.Serializable;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;

/**
 * The layers between pixels and latent space, and back.
 *
 * <p>Closed on purpose: a bundle's manifest names an architecture by its key, never by a class.
 * Adding one: a record here, its {@code permits} entry and key, an example in {@code conf/models},
 * and a golden test.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DenseArchitecture.class, name = "dense"),
  @JsonSubTypes.Type(value = ConvolutionalArchitecture.class, name = "convolutional")
})
public sealed interface Architecture extends Serializable
    permits DenseArchitecture, ConvolutionalArchitecture {

  /**
   * Refuses image shapes that the layers cannot take.
   *
   * @throws IllegalArgumentException one line that names the shape and the mend
   */
  void requireFits(ImageShape image);

  /** Width of the encoder's last layer, before the latent space's own. */
  int features(ImageShape image);

  /**
   * Adds the encoder's layers, from the vertex {@code from} (batch, channels, height, width).
   *
   * @return the name of the last vertex: (batch, features)
   */
  String addEncoder(GraphBuilder graph, ImageShape image, String from);

  /**
   * Adds the decoder's layers, from the vertex {@code from} (batch, latentSize).
   *
   * @param latentSize width of {@code from}
   * @return the name of the last vertex, of {@code image.size()} logits an example
   */
  String addDecoder(GraphBuilder graph, ImageShape image, String from, int latentSize);
}
