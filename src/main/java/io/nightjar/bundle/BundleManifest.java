package io.nightjar.bundle;

import com.fasterxml.jackson.databind.JsonNode;
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
 * @param provenance where the weights come from; nothing depends on it
 */
public record BundleManifest(
    int formatVersion,
    Autoencoder autoencoder,
    PixelRules preprocessing,
    String fingerprint,
    Provenance provenance)
    implements Serializable {
  /** The format that this code writes, and the newest that it reads. */
  public static final int FORMAT_VERSION = 2;

  public BundleManifest {
    Objects.requireNonNull(autoencoder, "autoencoder");
    Objects.requireNonNull(preprocessing, "preprocessing");
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(provenance, "provenance");
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
    int version = Json.read(json, JsonNode.class).path("format_version").asInt();
    if (version < 1 || version > FORMAT_VERSION) {
      throw new InvalidInputException(
          "format_version %d (this Nightjar reads 1 to %d): use the Nightjar that wrote it"
              .formatted(version, FORMAT_VERSION));
    }
    return Json.read(json, BundleManifest.class);
  }
}
