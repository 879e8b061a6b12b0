package io.nightjar.archive;

import io.nightjar.image.PassedOver;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many files and members were no images and were passed over.
 *
 * @param byExtension 1 or more each, as {@link io.nightjar.image.ImageNames#extension} has it
 */
public record PassedOverCounts(SortedMap<String, Long> byExtension) implements Serializable {
  public static final PassedOverCounts NONE = new PassedOverCounts(new TreeMap<>());

  /** What is counted together of all extensions but the commonest. */
  public static final String OTHERS = "(others)";

  /** Extensions that a report names; names that nobody chose may have thousands. */
  private static final int MOST_REPORTED = 50;

  private static final int MOST_TOLD = 5;

  public PassedOverCounts {
    byExtension = Collections.unmodifiableSortedMap(new TreeMap<>(byExtension));
  }

  public static PassedOverCounts of(Map<String, Long> byExtension) {
    return new PassedOverCounts(new TreeMap<>(byExtension));
  }

  /** Counts them. */
  public static PassedOverCounts of(Collection<PassedOver> files) {
    return of(
        files.stream()
            .collect(Collectors.groupingBy(PassedOver::extension, Collectors.counting())));
  }

  public PassedOverCounts plus(PassedOverCounts other) {
    if (other.byExtension.isEmpty()) {
      return this;
    }
    TreeMap<String, Long> sum = new TreeMap<>(byExtension);
    other.byExtension.forEach((extension, count) -> sum.merge(extension, count, Long::sum));
    return new PassedOverCounts(sum);
  }

  public long total() {
    return byExtension.values().stream().mapToLong(Long::longValue).sum();
  }

  /** For a report: the commonest first, and the rest as {@link #OTHERS}. */
  public Map<String, Long> reported() {
    return commonest(MOST_REPORTED);
  }

  /** For a table's summary, which holds text: {@code .txt=800 .json=404}. */
  public String summary() {
    return reported().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }

  /** For people: {@code .txt 800, .json 404}; empty for none. */
  public String told() {
    return commonest(MOST_TOLD).entrySet().stream()
        .map(entry -> String.format(Locale.ROOT, "%s %,d", entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** For people, of one or more: {@code 2 files that are no images: .txt 1, .json 1}. */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        total() == 1 ? "%,d file that is no image: %s" : "%,d files that are no images: %s",
        total(),
        told());
  }

  private Map<String, Long> commonest(int most) {
    List<Map.Entry<String, Long>> sorted = new ArrayList<>(byExtension.entrySet());
    sorted.sort(Map.Entry.comparingByValue(Comparator.reverseOrder())); // ties by name, as they are
    Map<String, Long> commonest = new LinkedHashMap<>();
    for (Map.Entry<String, Long> entry : sorted) {
      String name = commonest.size() < most ? entry.getKey() : OTHERS;
      commonest.merge(name, entry.getValue(), Long::sum);
    }
    return commonest;
  }
}
