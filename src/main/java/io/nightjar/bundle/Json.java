package io.nightjar.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.InvalidInputException;
import io.nightjar.KebabCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
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
          .build();

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
      return "unknown name '%s' (a newer Nightjar may know it)".formatted(unknown.getTypeId());
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
