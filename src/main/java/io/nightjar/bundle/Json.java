package io.nightjar.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.InvalidInputException;
import io.nightjar.KebabCase;
import io.nightjar.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Records as JSON: snake_case keys, sorted, and enum constants in kebab-case. No default typing,
 * ever: a sealed family's member is found by its own key and never by a class name.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .annotationIntrospector(new KebabCaseEnums())
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private static final Set<String> NO_NUMBERS =
      Set.of("NaN", "Infinity", "+Infinity", "-Infinity", "INF", "+INF", "-INF");

  private Json() {}

  /** An empty one. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A record as it would be written, to be changed before it is. */
  public static ObjectNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** UTF-8 without white space: the same bytes for equal values. */
  public static byte[] compact(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** UTF-8 for people, ending in a new line. */
  public static byte[] pretty(Object value) {
    try {
      String json = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
      return (json + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Binds JSON to a record.
   *
   * @throws InvalidInputException one line that names the place and what is wrong with it
   */
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(place(e) + problem(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // bytes in memory cannot fail otherwise
    }
  }

  /**
   * Refuses numbers that are none: Jackson reads {@code 1e999} as infinite, and takes the names of
   * such values for numbers wherever one is expected.
   *
   * @throws InvalidInputException one line that names the place
   */
  static void requireFinite(JsonNode json) {
    requireFinite(json, "");
  }

  private static void requireFinite(JsonNode json, String place) {
    boolean isInfinite = json.isNumber() && !Double.isFinite(json.doubleValue());
    if (isInfinite || (json.isTextual() && NO_NUMBERS.contains(json.textValue()))) {
      throw new InvalidInputException(
          "%s: %s (expected a finite number)".formatted(place, json.asText()));
    }
    String prefix = place.isEmpty() ? "" : place + ".";
    json.properties().forEach(field -> requireFinite(field.getValue(), prefix + field.getKey()));
    for (int i = 0; json.isArray() && i < json.size(); i++) {
      requireFinite(json.get(i), prefix + i);
    }
  }

  private static String place(JsonProcessingException e) {
    List<JsonMappingException.Reference> path =
        e instanceof JsonMappingException mapping ? mapping.getPath() : List.of();
    String place =
        path.stream()
            .map(step -> step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
            .collect(Collectors.joining("."));
    return place.isEmpty() ? "" : place + ": ";
  }

  private static String problem(JsonProcessingException e) {
    if (e instanceof InvalidTypeIdException unknown) {
      return "unknown name '%s' (a newer Nightjar may know it)"
          .formatted(Printable.line(String.valueOf(unknown.getTypeId())));
    }
    if (e.getCause() instanceof NullPointerException missing) {
      return "%s is missing".formatted(Objects.requireNonNullElse(missing.getMessage(), "a value"));
    }
    boolean refused = e.getCause() instanceof IllegalArgumentException;
    String message = refused ? e.getCause().getMessage() : e.getOriginalMessage();
    return message.lines().findFirst().orElse("not JSON");
  }

  /** {@code LEAKY_RELU} is {@code leaky-relu}, as in the configuration. */
  private static final class KebabCaseEnums extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public String[] findEnumValues(Class<?> type, Enum<?>[] constants, String[] names) {
      return Arrays.stream(constants).map(KebabCase::of).toArray(String[]::new);
    }
  }
}
