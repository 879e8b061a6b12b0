package io.nightjar.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.InvalidInputException;
import io.nightjar.model.Autoencoder;
import java.io.Serializable;
import java.util.Objects;

/**
 * A bundle's {@code manifest.json}; see {@code data-schemas/bundle-manifest.schema.json}.
 *
 * @param formatVersion of the directory and this file; rises with every new or changed key
 * @param autoencoder the network without its weights
 * @param preprocessing how bytes became pixels
 * @param fingerprint SHA-256 in hex; names the model in every row it makes
 * @param trainingFigures what the embeddings of held-out images come to, or without such images
 *     those of training images, for nights to be compared with; null in format versions 1 to 4
 * @param provenance where the weights come from; nothing depends on it
 */
public record BundleManifest(
    int formatVersion,
    Autoencoder autoencoder,
    PixelRules preprocessing,
    String fingerprint,
    EmbeddingFigures trainingFigures,
    Provenance provenance)
    implements Serializable {
  /** The format that this code writes, and the newest that it reads. */
  public static final int FORMAT_VERSION = 7;

  public BundleManifest {
    Objects.requireNonNull(autoencoder, "autoencoder");
    Objects.requireNonNull(preprocessing, "preprocessing");
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(provenance, "provenance");
    if (trainingFigures != null && trainingFigures.latentSize() != autoencoder.latent().size()) {
      throw new IllegalArgumentException(
          "training_figures: of %d latent numbers (expected %d)"
              .formatted(trainingFigures.latentSize(), autoencoder.latent().size()));
    }
  }

  /** Whether the network has learnt anything. */
  public LearningVerdict verdict() {
    return LearningVerdict.of(this);
  }

  /** As in the file: UTF-8, keys in snake_case and sorted. */
  public byte[] toJson() {
    return Json.pretty(this);
  }

  /**
   * Reads what {@link #toJson} of this or an older version wrote.
   *
   * @throws InvalidInputException one line: a newer format, or what is wrong and where
   */
  static BundleManifest fromJson(byte[] json) {
    // Before anything else, because a newer format may have keys that this code refuses.
    JsonNode manifest = Json.read(json, JsonNode.class);
    int version =
        manifest.path("format_version").isInt() ? manifest.path("format_version").intValue() : 0;
    if (version < 1 || version > FORMAT_VERSION) {
      throw new InvalidInputException(
          "format_version %d (this Nightjar reads 1 to %d): use the Nightjar that wrote it"
              .formatted(version, FORMAT_VERSION));
    }
    Json.requireFinite(manifest);
    if (version == FORMAT_VERSION) {
      return Json.read(json, BundleManifest.class);
    }
    if (version == 1 && manifest.path("autoencoder") instanceof ObjectNode autoencoder) {
      addToFirst(autoencoder);
    }
    if (version <= 5) {
      addToFifth(manifest);
    }
    if (manifest.at("/autoencoder/latent") instanceof ObjectNode latent) {
      latent.put("linear_path", "none"); // which no network had up to format version 6
    }
    return Json.read(Json.compact(manifest), BundleManifest.class);
  }

  /** What every training up to format version 5 had without saying so. */
  private static void addToFifth(JsonNode manifest) {
    if (manifest.at("/autoencoder/objective") instanceof ObjectNode objective) {
      objective.put("importance_samples", 1);
    }
    if (manifest.at("/provenance/training/options") instanceof ObjectNode options) {
      options.put("weight_decay", 0);
    }
  }

  /** What every network of format version 1 had without saying so. */
  private static void addToFirst(ObjectNode autoencoder) {
    if (autoencoder.path("architecture") instanceof ObjectNode architecture) {
      architecture.put("normalization", "none");
    }
    if (autoencoder.path("objective") instanceof ObjectNode objective) {
      ObjectNode kl = Json.object();
      kl.set("beta", objective.remove("beta"));
      kl.put("warmup", "none").put("epochs", 1);
      objective.put("targets", "grey").put("free_bits", 0).set("kl", kl);
    }
    autoencoder.putObject("regularization").put("dropout", 0).put("corruption", 0);
  }
}
