package io.nightjar.embedding.rows;

import io.nightjar.InvalidInputException;
import io.nightjar.bundle.Fingerprint;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The generations that are kept in one place. */
final class Generations {
  private final String origin;
  private final SortedMap<String, Long> rows;
  private final Optional<String> latest;

  /**
   * @param origin that place, as the user named it
   * @param rows how many each has, by its fingerprint
   * @param latest the one of the latest night, which may have no rows; empty where no night tells
   */
  Generations(String origin, SortedMap<String, Long> rows, Optional<String> latest) {
    this.origin = origin;
    this.rows = new TreeMap<>(rows);
    this.latest = latest;
    latest.ifPresent(fingerprint -> this.rows.putIfAbsent(fingerprint, 0L));
  }

  /** How many rows a generation has. */
  long rows(String fingerprint) {
    return rows.get(fingerprint);
  }

  /**
   * The generation that is meant.
   *
   * @param key names the fingerprint in errors
   * @param beginning of its fingerprint, or empty for that of the latest night
   * @throws InvalidInputException when it is none of them, or not the only one: names those that
   *     are there
   */
  String choose(String key, String beginning) {
    if (rows.isEmpty()) {
      throw new InvalidInputException(
          "%s holds no rows yet: run nightjar embed first".formatted(origin));
    }
    if (beginning.isEmpty() && latest.isPresent()) {
      return latest.get();
    }
    List<String> meant =
        rows.keySet().stream().filter(fingerprint -> fingerprint.startsWith(beginning)).toList();
    if (meant.size() == 1) {
      return meant.get(0);
    }
    throw new InvalidInputException(
        "%s: %s (expected the beginning of one fingerprint of %s, which holds %s)"
            .formatted(key, beginning.isEmpty() ? "missing" : beginning, origin, list()));
  }

  private String list() {
    return rows.entrySet().stream().map(Generations::text).collect(Collectors.joining(", "));
  }

  private static String text(Map.Entry<String, Long> generation) {
    return String.format(
        Locale.ROOT,
        "%s (%,d rows)",
        Fingerprint.shown(generation.getKey()),
        generation.getValue());
  }
}
