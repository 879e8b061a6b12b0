package io.nightjar.training;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What decides a run's result, by which a run knows its own checkpoints: configuration keys with
 * their values, and the data.
 *
 * @param values by key, each in one spelling
 */
public record RunIdentity(SortedMap<String, String> values) {
  /** Of what nothing is known; for runs without checkpoints. */
  public static final RunIdentity NONE = new RunIdentity(Map.of());

  private static final int DIFFERENCES_NAMED = 3;

  public RunIdentity {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  public RunIdentity(Map<String, String> values) {
    this(new TreeMap<>(values));
  }

  /** With one more, or another value for one. */
  public RunIdentity with(String key, String value) {
    SortedMap<String, String> more = new TreeMap<>(values);
    more.put(key, value);
    return new RunIdentity(more);
  }

  /** This one, but of the keys of another only. */
  RunIdentity keysOf(RunIdentity other) {
    SortedMap<String, String> fewer = new TreeMap<>(values);
    fewer.keySet().retainAll(other.values.keySet());
    return new RunIdentity(fewer);
  }

  /**
   * How another run differs: key, this one's value, the other's; empty if it does not. For example
   * {@code training.epochs=5, now 10}.
   */
  String differences(RunIdentity now) {
    TreeSet<String> keys = new TreeSet<>(values.keySet());
    keys.addAll(now.values.keySet());
    keys.removeIf(key -> of(key).equals(now.of(key)));
    Stream<String> named =
        keys.stream()
            .limit(DIFFERENCES_NAMED)
            .map(key -> "%s=%s, now %s".formatted(key, of(key), now.of(key)));
    int more = keys.size() - DIFFERENCES_NAMED;
    return Stream.concat(named, more > 0 ? Stream.of(more + " more differences") : Stream.empty())
        .collect(Collectors.joining("; "));
  }

  private String of(String key) {
    return values.getOrDefault(key, "(none)");
  }
}
