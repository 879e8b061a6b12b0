package io.nightjar.job;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;

/**
 * The names of a manifest's values as configurations write them: {@code model.latent-size} for
 * {@code autoencoder.latent.size}. What no key gives has the manifest's name in kebab-case.
 *
 * @param family the architecture's name, which its own keys lie under
 */
record ManifestKeys(String family) {
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          entry("autoencoder.architecture.name", "model.architecture"),
          entry("autoencoder.architecture.activation", "model.activation"),
          entry("autoencoder.architecture.normalization", "model.normalization"),
          entry("autoencoder.latent.kind", "model.variational"),
          entry("autoencoder.latent.linear_path", "model.linear-path"),
          entry("autoencoder.latent.size", "model.latent-size"),
          entry("autoencoder.objective.kl.beta", "model.beta"),
          entry("autoencoder.objective.kl.epochs", "model.beta-warmup-epochs"),
          entry("autoencoder.objective.kl.warmup", "model.beta-warmup"),
          entry("autoencoder.objective.likelihood.name", "model.likelihood"),
          entry("autoencoder.objective.likelihood.stddev", "model.gaussian-stddev"),
          entry("preprocessing.version", "preprocessing-version"),
          entry("provenance.data_set.format", "archive.format"),
          entry("provenance.data_set.path", "archive.path"),
          entry("provenance.data_set.split", "archive.split"),
          entry("provenance.training.options.gradient_clipping.kind", "training.gradient-clipping"),
          entry(
              "provenance.training.options.gradient_clipping.threshold",
              "training.gradient-clipping-threshold"),
          entry("provenance.training.seconds", "seconds"),
          entry("provenance.training.seeds.training", "training.seed"));

  /** Where a whole object of the manifest is a group of keys; the first that fits. */
  private List<Map.Entry<String, String>> groups() {
    return List.of(
        entry("autoencoder.architecture.", "model." + family + "."),
        entry("autoencoder.image.", "image."),
        entry("autoencoder.objective.", "model."),
        entry("autoencoder.regularization.", "model."),
        entry("preprocessing.", "image."),
        entry("provenance.data_set.", ""),
        entry("provenance.training.options.", "training."),
        entry("provenance.training.", "training."));
  }

  /** The key that gives the value at a place of the manifest, whose names are joined by dots. */
  String of(String place) {
    String key = KEYS.get(place);
    return key != null ? key : inGroup(place).replace('_', '-');
  }

  private String inGroup(String place) {
    return groups().stream()
        .filter(group -> place.startsWith(group.getKey()))
        .findFirst()
        .map(group -> group.getValue() + place.substring(group.getKey().length()))
        .orElse(place);
  }
}
