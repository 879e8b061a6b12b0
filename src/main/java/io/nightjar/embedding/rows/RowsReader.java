package io.nightjar.embedding.rows;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.size;

import io.nightjar.InvalidInputException;
import io.nightjar.embedding.EmbeddingSchema;
import io.nightjar.embedding.ParquetDirectory;
import io.nightjar.embedding.night.PublishedRows;
import io.nightjar.embedding.night.TableName;
import io.nightjar.runtime.StorageErrors;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Finds rows by what the user calls them. What is there as a file or folder is taken for a path;
 * else what reads like a table's name is one.
 */
public final class RowsReader {
  private final SparkSession spark;
  private final Configuration hadoop;
  private final RowsOptions options;

  private RowsReader(SparkSession spark, RowsOptions options) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.options = options;
  }

  /**
   * Opens one generation of rows for reading.
   *
   * @throws InvalidInputException one line: no such directory, table or generation, a directory
   *     that is unfinished, or that embed did not write
   * @throws IOException when the file system fails
   */
  public static Generation open(SparkSession spark, RowsOptions options) throws IOException {
    return new RowsReader(spark, options).open();
  }

  private Generation open() throws IOException {
    Optional<Path> path = path();
    if (path.isPresent()) {
      return directory(path.get());
    }
    Optional<TableName> name = TableName.find(options.rows());
    if (name.isPresent()) {
      return table(name.get());
    }
    throw refused("is not there, and is no table's name (catalog.namespace.name)");
  }

  private InvalidInputException refused(String problem) {
    return new InvalidInputException(
        "%s: %s %s".formatted(options.rowsKey(), options.rows(), problem));
  }

  private Optional<Path> path() throws IOException {
    try {
      Path path = new Path(options.rows());
      FileSystem files = path.getFileSystem(hadoop);
      return files.exists(path) ? Optional.of(files.makeQualified(path)) : Optional.empty();
    } catch (IllegalArgumentException e) { // as of a colon in the wrong place
      return Optional.empty();
    } catch (IOException e) {
      if (StorageErrors.isMendedByUser(e)) {
        throw refused("cannot be read (%s)".formatted(e.getMessage()));
      }
      throw e;
    }
  }

  private Generation directory(Path path) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    if (!files.exists(new Path(path, ParquetDirectory.SUCCESS))) {
      throw refused(
          "has no %s: it is unfinished, or no output of embed; wait for embed, or run it again"
              .formatted(ParquetDirectory.SUCCESS));
    }
    if (Arrays.stream(files.listStatus(path)).noneMatch(RowsReader::isParquet)) {
      throw refused("holds no Parquet files: name a directory that embed wrote");
    }
    Dataset<Row> rows = spark.read().parquet(ParquetDirectory.literal(path.toString()));
    requireColumns(List.of(rows.columns()));
    EmbeddingSchema.Model model =
        EmbeddingSchema.Model.find(rows.schema())
            .orElseThrow(
                () -> refused("does not say which model made it: name a directory of embed's"));
    long count = rows.count(); // by the footers
    Generations generations =
        new Generations(
            options.rows(), new TreeMap<>(Map.of(model.fingerprint(), count)), Optional.empty());
    generations.choose(options.fingerprintKey(), options.fingerprint());
    return new Generation(options.rows(), path, columns(rows), model, count);
  }

  private static boolean isParquet(FileStatus file) {
    return file.getPath().getName().endsWith(".parquet");
  }

  private Generation table(TableName name) throws IOException {
    PublishedRows table =
        PublishedRows.find(spark, options.catalog(), name)
            .orElseThrow(() -> refused("is no table: nightjar embed makes it with output.table"));
    requireColumns(table.columns());
    Generations generations = new Generations(name.toString(), table.generations(), table.latest());
    String fingerprint = generations.choose(options.fingerprintKey(), options.fingerprint());
    Dataset<Row> rows = columns(table.of(fingerprint));
    var model = new EmbeddingSchema.Model(fingerprint, dimension(rows));
    return new Generation(
        name.toString(), new Path(table.location()), rows, model, generations.rows(fingerprint));
  }

  /** Of any row: all of a generation have one model. */
  private static int dimension(Dataset<Row> rows) {
    List<Row> first = rows.select(size(col("embedding"))).takeAsList(1);
    return first.isEmpty() ? 0 : first.get(0).getInt(0);
  }

  private void requireColumns(Collection<String> columns) {
    for (String column : EmbeddingSchema.rows().fieldNames()) {
      if (!columns.contains(column)) {
        throw refused("holds no rows of embed: it has no column " + column);
      }
    }
  }

  private static Dataset<Row> columns(Dataset<Row> rows) {
    return rows.select(
        Arrays.stream(EmbeddingSchema.rows().fieldNames()).map(rows::col).toArray(Column[]::new));
  }
}
