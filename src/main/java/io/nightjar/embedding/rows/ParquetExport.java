package io.nightjar.embedding.rows;

import static org.apache.spark.sql.functions.col;

import io.nightjar.CheckFailedException;
import io.nightjar.embedding.EmbeddingSchema;
import io.nightjar.embedding.ParquetDirectory;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.TaskCounter;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** Rows as a directory like embed's own, sorted by uri within files and from file to file. */
public record ParquetExport(Generation generation, Progress progress) {
  /**
   * Writes the files.
   *
   * @param directory empty, or not there yet
   * @return how many rows there are in them
   * @throws CheckFailedException when that is not how many there were: the output is then
   *     unfinished
   */
  public long write(Path directory) throws IOException {
    ParquetDirectory target = new ParquetDirectory(directory);
    long written;
    try (Progress.Task shown = progress.start("export", generation.count(), "rows");
        TaskCounter counter =
            TaskCounter.start(generation.spark().sparkContext(), "rows exported", shown)) {
      JavaRDD<Row> rows = sorted().map(new Count(counter.accumulator()));
      written = target.write(rows, EmbeddingSchema.rows(generation.model()), generation.spark());
    }
    if (written != generation.count()) {
      throw new CheckFailedException(
          "Wrote %d rows where %d were counted: the output is left unfinished; export again"
              .formatted(written, generation.count()));
    }
    target.finish(generation.spark());
    return written;
  }

  private JavaRDD<Row> sorted() {
    int files = ParquetDirectory.files(generation.count(), generation.model().dimension());
    return generation
        .rows()
        .repartitionByRange(files, col("uri"))
        .sortWithinPartitions("uri")
        .javaRDD();
  }

  /** Counts rows that go by. */
  private static final class Count implements Function<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final LongAccumulator done;

    Count(LongAccumulator done) {
      this.done = done;
    }

    @Override
    public Row call(Row row) {
      done.add(1);
      return row;
    }
  }
}
