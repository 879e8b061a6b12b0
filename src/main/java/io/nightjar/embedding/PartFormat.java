package io.nightjar.embedding;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.collection.immutable.Map$;

/**
 * How outcomes become Parquet files of one schema: as Spark writes those of a data frame, but row
 * by row by the task that makes them.
 */
final class PartFormat implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final StructType schema;
  private final Function<Outcome, InternalRow> toRow;
  private final OutputWriterFactory factory;
  private final Broadcast<SerializableConfiguration> configuration;

  private PartFormat(
      StructType schema,
      Function<Outcome, InternalRow> toRow,
      OutputWriterFactory factory,
      Broadcast<SerializableConfiguration> configuration) {
    this.schema = schema;
    this.toRow = toRow;
    this.factory = factory;
    this.configuration = configuration;
  }

  /**
   * Makes one, on the driver.
   *
   * @param schema also says what may be null
   * @param toRow serializable
   */
  static PartFormat of(
      StructType schema, Function<Outcome, InternalRow> toRow, SparkSession session)
      throws IOException {
    SparkSession spark = ParquetDirectory.withTimestampsForAll(session);
    Job job = Job.getInstance(spark.sessionState().newHadoopConf());
    ParquetDirectory.OPTIONS.forEach(job.getConfiguration()::set);
    OutputWriterFactory factory =
        new ParquetFileFormat().prepareWrite(spark, job, Map$.MODULE$.empty(), schema);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return new PartFormat(
        schema,
        toRow,
        factory,
        context.broadcast(new SerializableConfiguration(job.getConfiguration())));
  }

  /** Opens a new file; whole once it is closed. */
  OutputWriter create(Path file) {
    return factory.newInstance(file.toString(), schema, attempt());
  }

  /** What is written of an outcome. */
  InternalRow row(Outcome outcome) {
    return toRow.apply(outcome);
  }

  /** Leads to the file systems that the files are on. */
  Configuration hadoop() {
    return configuration.value().value();
  }

  /** What names of its files end with. */
  String extension() {
    return factory.getFileExtension(attempt());
  }

  /** On the driver, once no task needs it any more. */
  @Override
  public void close() {
    configuration.destroy();
  }

  private TaskAttemptContext attempt() {
    return new TaskAttemptContextImpl(hadoop(), new TaskAttemptID());
  }
}
