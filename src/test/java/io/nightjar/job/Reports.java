package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.DataSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Run reports, held to their schema as they are read. */
final class Reports {
  private Reports() {}

  /** With single quotes for double ones. */
  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one beside an output. */
  static JsonNode beside(Path output) {
    try {
      Path file = output.resolveSibling(output.getFileName() + "_run-report.json");
      JsonNode report = new ObjectMapper().readTree(file.toFile());
      assertThat(DataSchema.of("run-report").violations(report)).isEmpty();
      return report;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
