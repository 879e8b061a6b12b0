package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import io.nightjar.image.DecodeResult;
import io.nightjar.image.DecodedImage;
import io.nightjar.image.EncodedImage;
import io.nightjar.model.Latent;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A few images as encoded bytes, with the latents that training saw for them and how well they came
 * back. Decoding, encoding and reconstructing them again shows whether decoder and engine still do
 * what they did.
 *
 * @param images one or more
 */
public record Canary(List<CanaryImage> images) implements Serializable {
  static final String LATENTS = "canary/latents.json";
  static final String FOLDER = "canary/";

  public Canary {
    images = List.copyOf(images);
    if (images.isEmpty()) {
      throw new IllegalArgumentException("a canary needs at least one image");
    }
  }

  /**
   * Encodes {@code images} with a trained graph.
   *
   * @param decoder from bytes to the pixels that {@code trained} sees
   * @throws IllegalArgumentException when the decoder refuses an image
   */
  public static Canary of(
      TrainedAutoencoder trained,
      List<EncodedImage> images,
      Function<EncodedImage, DecodeResult> decoder) {
    List<CanaryImage> canary = new ArrayList<>();
    for (EncodedImage image : images) {
      if (!(decoder.apply(image) instanceof DecodedImage decoded)) {
        throw new IllegalArgumentException("canary image %d is refused".formatted(canary.size()));
      }
      Latents latents = GraphLatents.of(trained.autoencoder(), trained.graph(), decoded.pixels());
      String file = canary.size() + extension(image.bytes());
      double error =
          GraphLatents.reconstructionError(
              trained.autoencoder(), trained.graph(), decoded.pixels());
      canary.add(new CanaryImage(file, image, latents.mean(), latents.stddev(), error));
    }
    return new Canary(canary);
  }

  /** For people only: a decoder tells formats by content. */
  private static String extension(byte[] bytes) {
    boolean jpeg = bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xd8;
    boolean png = bytes.length > 1 && (bytes[0] & 0xff) == 0x89 && bytes[1] == 'P';
    return jpeg ? ".jpg" : png ? ".png" : ".image";
  }

  /** By their paths in the bundle. */
  Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    images.forEach(image -> files.put(FOLDER + image.file(), image.image().bytes()));
    files.put(LATENTS, Json.pretty(images.stream().map(Entry::of).toList()));
    return files;
  }

  /**
   * Reads what {@link #files} gave, and holds it to the network that it is of.
   *
   * @param files of the bundle's folder, by their paths in the bundle
   * @throws InvalidInputException one line, when a file is missing, malformed or one too many
   */
  static Canary from(Map<String, byte[]> files, Latent latent) {
    Map<String, byte[]> left = new TreeMap<>(files);
    List<CanaryImage> images = new ArrayList<>();
    for (Entry entry : Json.read(left.remove(LATENTS), Entry[].class)) {
      if (entry == null) {
        throw new InvalidInputException("a value is missing");
      }
      byte[] bytes = left.remove(FOLDER + entry.file());
      if (bytes == null) {
        throw new InvalidInputException(
            "image %s is missing or comes twice".formatted(entry.file()));
      }
      entry.requireOf(latent);
      images.add(entry.of(new EncodedImage(bytes)));
    }
    if (images.isEmpty()) {
      throw new InvalidInputException("it has no images");
    }
    if (!left.isEmpty()) {
      throw new InvalidInputException("%s is none of its images".formatted(left.keySet()));
    }
    return new Canary(images);
  }

  /** One element of {@code latents.json}. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  private record Entry(String file, float[] mean, float[] stddev, Double reconstructionError) {
    static Entry of(CanaryImage image) {
      return new Entry(image.file(), image.mean(), image.stddev(), image.reconstructionError());
    }

    CanaryImage of(EncodedImage image) {
      return new CanaryImage(file, image, mean, stddev, reconstructionError);
    }

    void requireOf(Latent latent) {
      require("mean", mean != null && mean.length == latent.size() && isFinite(mean));
      require(
          "stddev",
          latent.variational()
              ? stddev != null && stddev.length == latent.size() && isFinite(stddev)
              : stddev == null);
      require(
          "reconstruction_error",
          reconstructionError == null
              || (Double.isFinite(reconstructionError) && reconstructionError >= 0));
    }

    private void require(String key, boolean holds) {
      if (!holds) {
        throw new InvalidInputException(
            "image %s: %s is not what the network of the manifest gives".formatted(file, key));
      }
    }

    private static boolean isFinite(float[] values) {
      for (float value : values) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
      return true;
    }
  }
}
