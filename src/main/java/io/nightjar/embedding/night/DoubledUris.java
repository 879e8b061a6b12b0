package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.nightjar.image.Rejection;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/**
 * The uris that a generation has several times, as two rows, two rejects or one of each, which only
 * another writer can have brought about. A night keeps at most one of each, and none where the
 * image is gone. A place that listing could not reach is a reject beside the rows that stay, and is
 * not among them.
 *
 * @param uris in order
 */
public record DoubledUris(SortedSet<String> uris) {
  static final DoubledUris NONE = new DoubledUris(new TreeSet<>());

  private static final int MOST_EXAMPLES = 5;

  /** No uri has a blank. */
  private static final String UNLISTED = " list";

  /** What an image is known by: its uri; what listing could not reach is known apart from it. */
  static Column keyOfRow() {
    return col("uri");
  }

  static Column keyOfReject() {
    return when(isUnlisted(), concat(col("uri"), lit(UNLISTED))).otherwise(col("uri"));
  }

  static Column isUnlisted() {
    return col("stage").equalTo(Rejection.Stage.LIST.key());
  }

  /**
   * Looks which of the uris with these hashes are there several times, and makes the states of
   * their files tell that they are to be read again.
   *
   * @param hashes by {@code xxhash64} of the keys
   * @param states by the files' URIs, changed
   */
  static DoubledUris find(
      Dataset<Row> rows, Dataset<Row> rejects, long[] hashes, Map<String, FileState> states) {
    if (hashes.length == 0) {
      return NONE;
    }
    Dataset<Row> suspects =
        rows.sparkSession()
            .createDataset(Arrays.stream(hashes).boxed().toList(), Encoders.LONG())
            .toDF("hash");
    Dataset<Row> all =
        lines(rows, keyOfRow(), lit(false)).union(lines(rejects, keyOfReject(), lit(true)));
    Map<String, List<Row>> lines =
        all
            .join(suspects, xxhash64(col("key")).equalTo(col("hash")), "left_semi")
            .collectAsList()
            .stream()
            .collect(
                Collectors.groupingBy(
                    line -> line.getString(0), TreeMap::new, Collectors.toList()));
    lines.values().removeIf(several -> several.size() == 1);
    lines.values().forEach(several -> mark(several, states));
    SortedSet<String> uris = new TreeSet<>();
    lines.keySet().forEach(key -> uris.add(key.split(UNLISTED, -1)[0]));
    return new DoubledUris(uris);
  }

  private static Dataset<Row> lines(Dataset<Row> lines, Column key, Column isReject) {
    return lines.select(key.as("key"), col("source_uri"), isReject.as("is_reject"));
  }

  /**
   * Takes all lines of a uri but one out of their files' states; a row is left where there is one.
   */
  private static void mark(List<Row> lines, Map<String, FileState> states) {
    Row counted =
        lines.stream().filter(line -> !line.getBoolean(2)).findFirst().orElse(lines.get(0));
    for (Row line : lines) {
      boolean isSurplus = line != counted && !line.getString(0).endsWith(UNLISTED);
      long row = isSurplus && !line.getBoolean(2) ? 1 : 0;
      long reject = isSurplus && line.getBoolean(2) ? 1 : 0;
      states.computeIfPresent(line.getString(1), (uri, state) -> state.doubled(row, reject));
    }
  }

  public long count() {
    return uris.size();
  }

  boolean isEmpty() {
    return uris.isEmpty();
  }

  /** The first ones, for people. */
  public List<String> examples() {
    return uris.stream().limit(MOST_EXAMPLES).toList();
  }

  /** One column, {@code uri}. */
  Dataset<Row> dataset(SparkSession spark) {
    return spark.createDataset(List.copyOf(uris), Encoders.STRING()).toDF("uri");
  }

  /**
   * One line for each uri: of several the one that was made last.
   *
   * @param madeAt the column that tells when
   */
  Dataset<Row> single(Dataset<Row> lines, String madeAt) {
    if (isEmpty()) {
      return lines;
    }
    Dataset<Row> others = lines.join(dataset(lines.sparkSession()), "uri", "left_anti");
    return others.unionByName(latest(lines, madeAt));
  }

  /** The line of each of these uris that was made last, and no other uri's. */
  Dataset<Row> latest(Dataset<Row> lines, String madeAt) {
    Column rank =
        row_number()
            .over(Window.partitionBy("uri").orderBy(col(madeAt).desc(), col("content_sha256")));
    return lines
        .join(dataset(lines.sparkSession()), "uri", "left_semi")
        .withColumn("nightjar_rank", rank)
        .filter(col("nightjar_rank").equalTo(1))
        .drop("nightjar_rank");
  }
}
