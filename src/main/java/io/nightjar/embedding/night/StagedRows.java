package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.col;

import io.nightjar.embedding.EmbeddingSchema;
import io.nightjar.embedding.Outcome;
import io.nightjar.image.Rejection;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.hadoop.HadoopOutputFile;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Outcomes as a file of staged rows: whatever a row or a reject will need, in one table. */
final class StagedRows {
  /** A row with its vector. */
  static final String ROW = "row";

  /** A row whose vector is in the table already. */
  static final String KNOWN = "known";

  static final String REJECT = "reject";

  /** No image; the extension that it is counted under is its detail. */
  static final String PASSED_OVER = "passed-over";

  private StagedRows() {}

  /**
   * How many there are of what may be tried again.
   *
   * @param ofStorage that say nothing of the bytes
   */
  record Rejects(long ofStorage, long all) {}

  /**
   * What came to be in a file.
   *
   * @param passedOver of the items, those that are no images
   * @param bytes of the file
   */
  record Written(long items, long passedOver, long bytes, Rejects rejects) {}

  /** All but what was passed over. */
  static Dataset<Row> images(Dataset<Row> staged) {
    return staged.filter(col("kind").notEqual(PASSED_OVER));
  }

  static StructType columns() {
    return new StructType()
        .add("kind", DataTypes.StringType, false)
        .add("uri", DataTypes.StringType, false)
        .add("content_sha256", DataTypes.StringType, true)
        .add("embedding", EmbeddingSchema.rows().apply("embedding").dataType(), true)
        .add("embedding_stddev", EmbeddingSchema.rows().apply("embedding").dataType(), true)
        .add("reconstruction_error", DataTypes.FloatType, true)
        .add("label", DataTypes.StringType, true)
        .add("width", DataTypes.IntegerType, true)
        .add("height", DataTypes.IntegerType, true)
        .add("byte_length", DataTypes.LongType, false)
        .add("source_uri", DataTypes.StringType, false)
        .add("source_byte_length", DataTypes.LongType, false)
        .add("source_modified_at", DataTypes.TimestampType, false)
        .add("embedded_at", DataTypes.TimestampType, false)
        .add("stage", DataTypes.StringType, true)
        .add("reason", DataTypes.StringType, true)
        .add("detail", DataTypes.StringType, true);
  }

  /**
   * Writes a file. One that fails half-way looks whole: whoever reads it must know that it is.
   *
   * @param embeddedAt when the run began that makes them
   * @return how many there are
   */
  static Written write(
      Iterator<Outcome> outcomes, String path, Instant embeddedAt, Configuration hadoop)
      throws IOException {
    Schema schema = SparkSchemaUtil.convert(columns());
    long count = 0;
    long rejects = 0;
    long ofStorage = 0;
    long passedOver = 0;
    FileAppender<Record> file =
        Parquet.write(HadoopOutputFile.fromPath(new Path(path), hadoop))
            .schema(schema)
            // Read once, soon; vectors are neither alike nor repeated, and trying costs time.
            .set(TableProperties.PARQUET_COMPRESSION, "uncompressed")
            .set("parquet.enable.dictionary", "false")
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    try (file) {
      while (outcomes.hasNext()) {
        Outcome outcome = outcomes.next();
        file.add(record(outcome, schema, embeddedAt));
        count++;
        passedOver += outcome.isOfImage() ? 0 : 1;
        rejects += outcome.rejected() ? 1 : 0;
        ofStorage += outcome.rejected() && isOfStorage(outcome.rejection().reason()) ? 1 : 0;
      }
    }
    long bytes = count == 0 ? 0 : file.length(); // of no rows there is no file
    return new Written(count, passedOver, bytes, new Rejects(ofStorage, rejects));
  }

  /** Whether a rejection says nothing of the bytes, which may be good. */
  static boolean isOfStorage(Rejection.Reason reason) {
    return reason == Rejection.Reason.UNREADABLE
        || reason == Rejection.Reason.CHANGED_WHILE_READING;
  }

  private static Record record(Outcome outcome, Schema schema, Instant embeddedAt) {
    Record row = GenericRecord.create(schema);
    Outcome.Item item = outcome.item();
    row.setField("uri", item.uri());
    row.setField("content_sha256", item.sha256());
    row.setField("label", item.label());
    row.setField("byte_length", item.byteLength());
    row.setField("source_uri", item.sourceUri());
    row.setField("source_byte_length", item.sourceByteLength());
    row.setField("source_modified_at", item.sourceModifiedAt().atOffset(ZoneOffset.UTC));
    row.setField("embedded_at", embeddedAt.atOffset(ZoneOffset.UTC));
    row.setField("kind", kind(outcome));
    if (outcome.rejected()) {
      Rejection rejection = outcome.rejection();
      row.setField("stage", rejection.stage().key());
      row.setField("reason", rejection.reason().key());
      row.setField("detail", rejection.detail());
    } else if (!outcome.isOfImage()) {
      row.setField("detail", outcome.passedOver().extension());
    } else if (outcome.vector() != null) {
      Outcome.Vector vector = outcome.vector();
      row.setField("embedding", list(vector.mean()));
      row.setField("embedding_stddev", vector.stddev() == null ? null : list(vector.stddev()));
      row.setField("reconstruction_error", vector.reconstructionError());
      row.setField("width", vector.width());
      row.setField("height", vector.height());
    }
    return row;
  }

  private static String kind(Outcome outcome) {
    if (outcome.rejected()) {
      return REJECT;
    }
    if (!outcome.isOfImage()) {
      return PASSED_OVER;
    }
    return outcome.vector() == null ? KNOWN : ROW;
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
