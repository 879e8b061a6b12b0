package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.nightjar.bundle.Bundle;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateProperties;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The generations of a table. What is true of all rows of one stands in the table's properties,
 * {@code nightjar.generation.<fingerprint>.…}, before the first of them is published.
 */
final class Generations {
  private static final String PREFIX = "nightjar.generation.";
  private static final String DIMENSION = "dimension";
  private static final String BUNDLE_CREATED_AT = "bundle-created-at";
  private static final String FIRST_NIGHT = "first-night";

  /** Outlives the nights' snapshots. */
  private static final String LAST_NIGHT = "last-night";

  private Generations() {}

  /**
   * What is known of a generation's rows by their own columns.
   *
   * @param count of them
   * @param oldest when the run began that made the oldest one
   * @param newest when the run began that made the newest one
   */
  private record Rows(long count, Instant oldest, Instant newest) {}

  /**
   * Notes in the table's properties what a bundle's rows will be, where that is not known yet, and
   * that there is a night of theirs.
   *
   * @param nightAt when this night began
   */
  static void register(Table rows, Bundle bundle, Instant nightAt) {
    rows.refresh();
    Map<String, String> properties =
        Map.of(
            key(bundle.fingerprint(), DIMENSION), String.valueOf(bundle.latentSize()),
            key(bundle.fingerprint(), BUNDLE_CREATED_AT),
                bundle.manifest().provenance().createdAt(),
            key(bundle.fingerprint(), FIRST_NIGHT), nightAt.toString());
    UpdateProperties update = rows.updateProperties();
    update.set(key(bundle.fingerprint(), LAST_NIGHT), nightAt.toString());
    properties.forEach(
        (key, value) -> {
          if (!rows.properties().containsKey(key)) {
            update.set(key, value);
          }
        });
    update.commit();
  }

  /**
   * The generations that have had a night, by their fingerprints, the one of the latest night
   * first. Where the snapshots of a generation's nights have expired, the properties tell.
   */
  static List<String> byLatestNight(Table rows) {
    Stream<String> kept =
        History.nights(rows)
            .map(night -> night.summary().get(Publication.FINGERPRINT))
            .filter(Objects::nonNull);
    return Stream.concat(kept, byLatestNight(rows.properties()).stream()).distinct().toList();
  }

  /** The same by the properties alone, without those whose last night nobody can read. */
  static List<String> byLatestNight(Map<String, String> properties) {
    String ending = "." + LAST_NIGHT;
    Map<String, Instant> nights = new HashMap<>();
    for (String key : properties.keySet()) {
      int end = key.length() - ending.length();
      if (key.startsWith(PREFIX) && key.endsWith(ending) && end > PREFIX.length()) {
        String fingerprint = key.substring(PREFIX.length(), end);
        instant(properties, fingerprint, LAST_NIGHT)
            .ifPresent(night -> nights.put(fingerprint, night));
      }
    }
    return nights.entrySet().stream()
        .sorted(Map.Entry.<String, Instant>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String key(String fingerprint, String name) {
    return PREFIX + fingerprint + "." + name;
  }

  /** The properties of a generation, by their whole names. */
  static Set<String> keys(Map<String, String> properties, String fingerprint) {
    return properties.keySet().stream()
        .filter(key -> key.startsWith(key(fingerprint, "")))
        .collect(Collectors.toSet());
  }

  /**
   * All that have rows or rejects, newest first. Counts rows, and reads of them when they were
   * made.
   *
   * @param rejects of all generations
   */
  static List<Generation> of(NightTables tables, Dataset<Row> rejects) {
    Map<String, Rows> rows = rows(tables.allRows());
    Map<String, Long> rejected = new HashMap<>();
    rejects
        .groupBy("model_fingerprint")
        .count()
        .collectAsList()
        .forEach(row -> rejected.put(row.getString(0), row.getLong(1)));
    Map<String, Instant> nights = History.lastNights(tables.rows());
    Set<String> all = new TreeSet<>(rows.keySet());
    all.addAll(rejected.keySet());
    Map<String, String> properties = tables.rows().properties();
    return all.stream()
        .map(
            fingerprint ->
                of(
                    fingerprint,
                    Optional.ofNullable(rows.get(fingerprint)),
                    rejected.getOrDefault(fingerprint, 0L),
                    Optional.ofNullable(nights.get(fingerprint)),
                    properties))
        .sorted(Generation::newestFirst)
        .toList();
  }

  /** Partitions tell the generation: nothing but one column of times is read. */
  private static Map<String, Rows> rows(Dataset<Row> all) {
    Map<String, Rows> rows = new HashMap<>();
    all.groupBy("model_fingerprint")
        .agg(count(lit(1)), min("embedded_at"), max("embedded_at"))
        .collectAsList()
        .forEach(row -> rows.put(row.getString(0), rows(row)));
    return rows;
  }

  private static Rows rows(Row row) {
    return new Rows(
        row.getLong(1), row.<Timestamp>getAs(2).toInstant(), row.<Timestamp>getAs(3).toInstant());
  }

  private static Generation of(
      String fingerprint,
      Optional<Rows> rows,
      long rejects,
      Optional<Instant> lastNight,
      Map<String, String> properties) {
    return new Generation(
        fingerprint,
        rows.map(Rows::count).orElse(0L),
        rejects,
        dimension(properties, fingerprint),
        instant(properties, fingerprint, BUNDLE_CREATED_AT),
        instant(properties, fingerprint, FIRST_NIGHT).or(() -> rows.map(Rows::oldest)),
        lastNight
            .or(() -> instant(properties, fingerprint, LAST_NIGHT))
            .or(() -> rows.map(Rows::newest)));
  }

  /**
   * Anyone who may write the table sets its properties, so one that does not parse is not there.
   */
  private static Optional<Instant> instant(
      Map<String, String> properties, String fingerprint, String name) {
    try {
      return Optional.ofNullable(properties.get(key(fingerprint, name))).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static OptionalInt dimension(Map<String, String> properties, String fingerprint) {
    String dimension = properties.getOrDefault(key(fingerprint, DIMENSION), "");
    return dimension.matches("\\d{1,9}")
        ? OptionalInt.of(Integer.parseInt(dimension))
        : OptionalInt.empty();
  }
}
