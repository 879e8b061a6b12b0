package io.nightjar.archive.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What Hugging Face's data sets call the classes that a column has numbers of: its {@code
 * ClassLabel} in the file's metadata.
 *
 * @see <a href="https://huggingface.co/docs/datasets/about_dataset_features">Dataset features</a>
 */
final class ClassNames {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ClassNames() {}

  /** In the order of their numbers; empty where nothing is said. */
  static List<String> of(Map<String, String> metadata, String column) {
    List<String> names = new ArrayList<>();
    try {
      JsonNode features =
          JSON.readTree(metadata.getOrDefault("huggingface", "{}")).path("info").path("features");
      features.path(column).path("names").forEach(name -> names.add(name.asText()));
    } catch (IOException e) {
      return List.of(); // then the numbers are the labels
    }
    return names;
  }
}
