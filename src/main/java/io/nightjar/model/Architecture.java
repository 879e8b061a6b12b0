package io.nightjar.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.nightjar.image.ImageShape;
import java.io.Serializable;

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
  @JsonSubTypes.Type(value = ConvolutionalArchitecture.class, name = "convolutional"),
  @JsonSubTypes.Type(value = RecurrentArchitecture.class, name = "recurrent")
})
public sealed interface Architecture extends Serializable
    permits DenseArchitecture, ConvolutionalArchitecture, RecurrentArchitecture {

  /**
   * Refuses image shapes that the layers cannot take.
   *
   * @throws IllegalArgumentException one line that names the shape and the mend
   */
  void requireFits(ImageShape image);

  /** Width of the encoder's last layer, before the latent space's own. */
  int features(ImageShape image);

  /** Adds the encoder's layers: from (batch, channels, height, width) to (batch, features). */
  void addEncoder(Chain layers, ImageShape image);

  /**
   * Adds the decoder's layers: from (batch, latentSize) to {@code depth × image.size()} numbers an
   * example, in the order (depth × channels, height, width), the last of them by one of the chain's
   * {@code addLogits}.
   *
   * @param depth numbers that the likelihood wants for each pixel value
   */
  void addDecoder(Chain layers, ImageShape image, int latentSize, int depth);
}
