package io.nightjar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A file of {@code data-schemas}, to hold the code to it.
 *
 * @param json as it stands there
 */
public record DataSchema(JsonNode json) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The one named, for example {@code run-report}. */
  public static DataSchema of(String name) {
    try {
      return new DataSchema(read(Path.of("data-schemas", name + ".schema.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Path file) throws IOException {
    return JSON.readTree(Files.readString(file));
  }

  /** What is wrong with a document; empty if it keeps to the schema. */
  public List<String> violations(JsonNode document) {
    JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(json);
    return schema.validate(document).stream().map(Object::toString).toList();
  }

  /** What is wrong with a document given as text. */
  public List<String> violations(String document) {
    try {
      return violations(JSON.readTree(document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The schema of a part of this one's, found by a JSON pointer; {@code $defs} go with it. */
  public DataSchema part(String pointer) {
    ObjectNode part = json.at(pointer).<ObjectNode>deepCopy();
    part.set("$defs", json.path("$defs"));
    return new DataSchema(part);
  }

  /** The columns of a table's schema, in order. */
  public List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    json.path("properties")
        .fields()
        .forEachRemaining(field -> columns.add(column(field.getKey(), resolved(field.getValue()))));
    return columns;
  }

  private JsonNode resolved(JsonNode property) {
    JsonNode reference = property.path("$ref");
    return reference.isMissingNode() ? property : json.at(reference.textValue().substring(1));
  }

  private static Column column(String name, JsonNode property) {
    List<String> types =
        property.path("type").isArray()
            ? StreamSupport.stream(property.path("type").spliterator(), false)
                .map(JsonNode::textValue)
                .toList()
            : List.of(property.path("type").textValue());
    String type =
        types.contains("array")
            ? "list<%s>".formatted(type("number", property.path("items")))
            : type(types.get(0), property);
    return new Column(name, type, types.contains("null"));
  }

  private static String type(String type, JsonNode property) {
    return property.path("format").asText(type);
  }

  /**
   * A table's column.
   *
   * @param type {@code string}, {@code int32}, {@code int64}, {@code float}, {@code date-time}, or
   *     {@code list<float>}
   */
  public record Column(String name, String type, boolean nullable) {}
}
