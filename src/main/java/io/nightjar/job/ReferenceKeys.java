package io.nightjar.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The keys that {@code reference.conf} defines, in its order: every key there is. */
final class ReferenceKeys {
  private static final ConfigParseOptions DESCRIBED =
      ConfigParseOptions.defaults().setOriginDescription(Origin.REFERENCE);

  private final Config defaults;
  private final Map<String, Key> keys = new LinkedHashMap<>();

  ReferenceKeys(Config defaults) {
    this.defaults = defaults;
    defaults.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getValue().origin().lineNumber()))
        .map(entry -> key(nameOf(entry.getKey()), entry.getValue()))
        .forEach(key -> keys.put(key.name(), key));
  }

  /** Those of this jar. */
  static ReferenceKeys load() {
    // Not ConfigFactory.defaultReference(): that merges every reference.conf on the class path.
    InputStream resource = ReferenceKeys.class.getResourceAsStream("/reference.conf");
    try (Reader reader = new InputStreamReader(resource, StandardCharsets.UTF_8)) {
      return new ReferenceKeys(ConfigFactory.parseReader(reader, DESCRIBED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Key key(String name, ConfigValue value) {
    return new Key(name, value.origin().comments(), value);
  }

  /** The plain name of a path that the library has quoted where it thought fit. */
  static String nameOf(String path) {
    return String.join(".", ConfigUtil.splitPath(path));
  }

  Config defaults() {
    return defaults;
  }

  /**
   * The key of that name, which the code knows to be in {@code reference.conf}.
   *
   * @throws NoSuchElementException if it is not: a bug
   */
  Key get(String name) {
    return Optional.ofNullable(keys.get(name))
        .orElseThrow(() -> new NoSuchElementException(name + " is not in reference.conf"));
  }

  boolean contains(String name) {
    return keys.containsKey(name);
  }

  /** The keys under any of the prefixes, in the order of {@code reference.conf}. */
  List<Key> under(Collection<String> prefixes) {
    return keys.values().stream().filter(key -> prefixes.stream().anyMatch(key::isUnder)).toList();
  }

  /** What a group of keys is about, by the comment above it; empty for one that has none. */
  String meaningOf(String group) {
    return String.join(
            " ", defaults.getValue(group).origin().comments().stream().map(String::strip).toList())
        .strip();
  }

  /** The known name most like this one, for "did you mean". */
  String nearest(String name) {
    return Nearest.to(name, keys.keySet());
  }
}
