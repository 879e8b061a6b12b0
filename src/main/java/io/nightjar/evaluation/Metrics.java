package io.nightjar.evaluation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code metrics.json}; see {@code data-schemas/metrics.schema.json}.
 *
 * @param formatVersion rises when a field changes its meaning or goes
 * @param scores their fields stand in the file's top level
 * @param probes likewise
 * @param protocol what the figures depend on beside the bundle
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Metrics(
    int formatVersion,
    @JsonUnwrapped Scores scores,
    @JsonUnwrapped ProbeAccuracies probes,
    Protocol protocol) {
  private static final int FORMAT_VERSION = 1;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  Metrics(Scores scores, ProbeAccuracies probes, Protocol protocol) {
    this(FORMAT_VERSION, scores, probes, protocol);
  }

  /** As in the file: UTF-8, in the schema's order. */
  public byte[] toJson() {
    try {
      return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As in the file, to be read field by field. */
  public ObjectNode tree() {
    return JSON.valueToTree(this);
  }

  /**
   * How it was measured.
   *
   * @param archive a qualified URI
   * @param split the part of it that was scored
   * @param fitSplit the part that PCA and probes were fitted on
   * @param fitImages of that part, those that they were fitted on
   * @param probeImages of {@code split}, those that they were measured on
   * @param rejected images of {@code split} that gave no score
   * @param binarization of x in the bounds: {@code none} (grey levels) or {@code by seed}
   * @param seed of all draws
   * @param likelihood p(x|z), by its key
   * @param modelFingerprint of the bundle
   * @param trainedOn the part of the scored images that the bundle was trained on, 0 to 1, by a
   *     sample of their contents; null where that tells of none of them, or is not there
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Protocol(
      String archive,
      String split,
      String fitSplit,
      long fitImages,
      long probeImages,
      long rejected,
      String binarization,
      long seed,
      String likelihood,
      String modelFingerprint,
      Double trainedOn) {}
}
