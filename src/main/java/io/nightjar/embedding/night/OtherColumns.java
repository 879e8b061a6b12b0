package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.when;

import io.nightjar.embedding.night.NightChanges.Origins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that a table has beyond ours, of others or of a later version. A row keeps its values
 * under its uri, and takes them along to a new one. Among changes they go by numbers, for a name of
 * theirs may be one of ours there.
 */
record OtherColumns(List<StructField> fields) {
  static final OtherColumns NONE = new OtherColumns(List.of());

  private static final String PREFIX = "nightjar_other_";

  /** Tells changes that bring values from those whose row keeps its own. */
  private static final String CARRIED = "nightjar_carried";

  static OtherColumns of(Dataset<Row> table, StructType ours) {
    Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(List.of(ours.fieldNames()));
    return new OtherColumns(
        Arrays.stream(table.schema().fields())
            .filter(field -> !known.contains(field.name()))
            .toList());
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  /** A name as SQL takes it, whatever characters it has. */
  private static String quoted(StructField field) {
    return "`%s`".formatted(field.name().replace("`", "``"));
  }

  /**
   * Adds to changes the values that rows take along.
   *
   * @param table as it is now, all generations
   * @param origins in the order in which they count
   */
  Dataset<Row> carried(Dataset<Row> changes, Dataset<Row> table, List<Origins> origins) {
    Dataset<Row> values =
        origins.stream().map(from -> values(table, from)).reduce(Dataset::union).orElseThrow();
    return changes.join(values, "uri", "left_outer");
  }

  /**
   * The values that rows take along, by their new uris. Where another writer has doubled the old
   * uri, the value of the latest row that has one counts.
   */
  private Dataset<Row> values(Dataset<Row> table, Origins origins) {
    List<Column> latest = new ArrayList<>();
    latest.add(lit(true).as(CARRIED));
    for (int i = 0; i < fields.size(); i++) {
      Column value = col(quoted(fields.get(i)));
      latest.add(max_by(value, when(value.isNotNull(), col("embedded_at"))).as(PREFIX + i));
    }
    Dataset<Row> rows =
        table
            .filter(col("model_fingerprint").equalTo(origins.fingerprint()))
            .withColumnRenamed("uri", "from_uri")
            .join(origins.rows(), "from_uri");
    return rows.groupBy("uri")
        .agg(latest.get(0), latest.subList(1, latest.size()).toArray(Column[]::new));
  }

  /** The changes with these columns under their own names, null where nothing was carried. */
  Dataset<Row> named(Dataset<Row> changes) {
    List<String> columns = List.of(changes.columns());
    Dataset<Row> named = changes.drop(CARRIED);
    for (int i = 0; i < fields.size(); i++) {
      StructField field = fields.get(i);
      named =
          columns.contains(PREFIX + i)
              ? named.withColumnRenamed(PREFIX + i, field.name())
              : named.withColumn(field.name(), lit(null).cast(field.dataType()));
    }
    return named;
  }

  /**
   * The assignments of a MERGE of changes {@code c} into a table {@code t}, each with a comma
   * before it.
   */
  String assignments() {
    return listed(
        i ->
            "t.%s = CASE WHEN c.%s THEN c.%s%d ELSE t.%s END"
                .formatted(quoted(fields.get(i)), CARRIED, PREFIX, i, quoted(fields.get(i))));
  }

  /** The columns of a MERGE's INSERT, each with a comma before it. */
  String names() {
    return listed(i -> quoted(fields.get(i)));
  }

  /** The values of a MERGE's INSERT, each with a comma before it. */
  String values() {
    return listed(i -> "c." + PREFIX + i);
  }

  private String listed(IntFunction<String> part) {
    return String.join(
        "", IntStream.range(0, fields.size()).mapToObj(i -> ", " + part.apply(i)).toList());
  }
}
