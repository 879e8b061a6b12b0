package io.nightjar.embedding.rows;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.nightjar.CheckFailedException;
import io.nightjar.InvalidInputException;
import io.nightjar.embedding.ParquetDirectory;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.TaskCounter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple3;

/**
 * Rows as NumPy files, sorted by uri: {@code embeddings.npy} (rows, dimension) float32, {@code
 * ids.txt} with a row's uri in each line, on request {@code stddev.npy}, and {@code export.json},
 * which says what they are. Tasks write shares of the files side by side; the driver strings them
 * together, a buffer at a time.
 */
public final class NpyExport {
  private static final String EMBEDDINGS = "embeddings.npy";
  private static final String STDDEV = "stddev.npy";
  private static final String IDS = "ids.txt";
  private static final String DESCRIPTION = "export.json";
  private static final String PARTS = "_parts";

  /** Every file of an export, as a pattern for its path within the directory. */
  public static final String FILES =
      "(embeddings|stddev)\\.npy|ids\\.txt|export\\.json|_parts/[^/]*";

  private static final long PART_BYTES = 64L << 20;
  private static final int BUFFER = 1 << 20;

  private final Generation generation;
  private final Stddev stddev;
  private final Progress progress;

  /**
   * Makes sure that there are deviations to write, by the first row.
   *
   * @throws InvalidInputException when the model is a plain autoencoder
   */
  public static void requireStddevs(Generation generation) {
    if (generation.count() > 0
        && generation.rows().select("embedding_stddev").first().isNullAt(0)) {
      throw withoutStddev(generation.origin());
    }
  }

  static InvalidInputException withoutStddev(String what) {
    return new InvalidInputException(
        "export.stddev: %s has no embedding_stddev, its model is a plain autoencoder: leave it out"
            .formatted(what));
  }

  /** Whether there is a file of deviations. */
  public enum Stddev {
    WRITTEN,
    LEFT_OUT
  }

  public NpyExport(Generation generation, Stddev stddev, Progress progress) {
    this.generation = generation;
    this.stddev = stddev;
    this.progress = progress;
  }

  /**
   * Writes the files.
   *
   * @param directory empty, or not there yet
   * @return how many rows there are in them
   * @throws CheckFailedException when that is not how many there were: the output is then
   *     unfinished
   * @throws io.nightjar.InvalidInputException when deviations are asked for and a row has none, or
   *     a vector has another size than its model's
   */
  public long write(Path directory) throws IOException {
    SparkSession spark = generation.spark();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    FileSystem files = directory.getFileSystem(hadoop);
    Path parts = new Path(directory, PARTS);
    files.mkdirs(parts);
    List<NpyPart> written = writeParts(spark, parts);
    long rows = written.stream().mapToLong(NpyPart::rows).sum();
    requireAll(rows);
    byte[] header = new NpyHeader(rows, dimension()).bytes();
    join(files, new Path(directory, EMBEDDINGS), header, written, NpyPart::embeddings);
    if (stddev == Stddev.WRITTEN) {
      join(files, new Path(directory, STDDEV), header, written, NpyPart::stddevs);
    }
    join(files, new Path(directory, IDS), new byte[0], written, NpyPart::ids);
    files.delete(parts, true);
    describe(files, new Path(directory, DESCRIPTION), rows);
    new ParquetDirectory(directory).finish(spark);
    return rows;
  }

  private int dimension() {
    return generation.model().dimension();
  }

  /** In the order of the uris, however many there are. */
  private List<NpyPart> writeParts(SparkSession spark, Path parts) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    var hadoop = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    try (Progress.Task shown = progress.start("export", generation.count(), "rows");
        TaskCounter counter = TaskCounter.start(context.sc(), "rows exported", shown)) {
      return sorted(spark, partitions(context))
          .javaRDD()
          .mapPartitions(
              new WriteNpyPart(
                  parts.toString(), dimension(), stddev, hadoop, counter.accumulator()))
          .collect();
    } finally {
      hadoop.destroy();
    }
  }

  private int partitions(JavaSparkContext context) {
    long bytes = generation.count() * Float.BYTES * dimension();
    return (int) Math.max(context.defaultParallelism(), bytes / PART_BYTES + 1);
  }

  private Dataset<Tuple3<String, float[], float[]>> sorted(SparkSession spark, int partitions) {
    Column deviations =
        stddev == Stddev.WRITTEN ? col("embedding_stddev") : lit(null).cast("array<float>");
    return generation
        .rows()
        .select(col("uri"), col("embedding"), deviations)
        .repartitionByRange(partitions, col("uri"))
        .sortWithinPartitions("uri")
        .as(Encoders.tuple(Encoders.STRING(), Vectors.encoder(spark), Vectors.encoder(spark)));
  }

  private void requireAll(long rows) {
    if (rows != generation.count()) {
      throw new CheckFailedException(
          "Wrote %d rows where %d were counted: the output is left unfinished; export again"
              .formatted(rows, generation.count()));
    }
  }

  private static void join(
      FileSystem files, Path file, byte[] header, List<NpyPart> parts, Function<NpyPart, String> of)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out = files.create(file)) {
      out.write(header);
      for (NpyPart part : parts) {
        try (InputStream in = files.open(new Path(of.apply(part)))) {
          for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
          }
        }
      }
    }
  }

  private void describe(FileSystem files, Path file, long rows) throws IOException {
    var description =
        new Description(
            Description.VERSION,
            generation.origin(),
            generation.model().fingerprint(),
            rows,
            dimension());
    try (OutputStream out = files.create(file)) {
      out.write(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(description));
    }
  }

  /** {@code data-schemas/export.schema.json}. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Description(
      int formatVersion, String rowsOf, String modelFingerprint, long rows, int dimension) {
    static final int VERSION = 1;
  }
}
