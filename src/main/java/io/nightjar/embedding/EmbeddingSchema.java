package io.nightjar.embedding;

import io.nightjar.bundle.Bundle;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of {@code data-schemas/embedding.schema.json} and {@code reject.schema.json}, which
 * say what each means.
 */
public final class EmbeddingSchema {
  /** Rises with every new or changed column. */
  public static final int VERSION = 1;

  private static final String EMBEDDING = "embedding";

  private EmbeddingSchema() {}

  /** Rows, with their model and the schema's version as metadata of the embedding's field. */
  public static StructType rows(Model model) {
    StructType plain = rows();
    StructField[] fields = plain.fields().clone();
    fields[plain.fieldIndex(EMBEDDING)] =
        new StructField(EMBEDDING, floats(), false, model.metadata());
    return new StructType(fields);
  }

  /** Rows. */
  public static StructType rows() {
    return new StructType()
        .add("uri", DataTypes.StringType, false)
        .add("content_sha256", DataTypes.StringType, false)
        .add(EMBEDDING, floats(), false)
        .add("embedding_stddev", floats(), true)
        .add("reconstruction_error", DataTypes.FloatType, true)
        .add("label", DataTypes.StringType, true)
        .add("width", DataTypes.IntegerType, false)
        .add("height", DataTypes.IntegerType, false)
        .add("byte_length", DataTypes.LongType, false)
        .add("source_uri", DataTypes.StringType, false)
        .add("source_byte_length", DataTypes.LongType, false)
        .add("source_modified_at", DataTypes.TimestampType, false)
        .add("model_fingerprint", DataTypes.StringType, false)
        .add("run_id", DataTypes.StringType, false)
        .add("embedded_at", DataTypes.TimestampType, false);
  }

  /** Rejects. */
  public static StructType rejects() {
    return new StructType()
        .add("uri", DataTypes.StringType, false)
        .add("content_sha256", DataTypes.StringType, true)
        .add("stage", DataTypes.StringType, false)
        .add("reason", DataTypes.StringType, false)
        .add("detail", DataTypes.StringType, false)
        .add("byte_length", DataTypes.LongType, false)
        .add("source_uri", DataTypes.StringType, false)
        .add("source_byte_length", DataTypes.LongType, false)
        .add("source_modified_at", DataTypes.TimestampType, false)
        .add("attempts", DataTypes.IntegerType, false)
        .add("first_seen_at", DataTypes.TimestampType, false)
        .add("last_seen_at", DataTypes.TimestampType, false)
        .add("run_id", DataTypes.StringType, false)
        .add("model_fingerprint", DataTypes.StringType, false);
  }

  private static ArrayType floats() {
    return DataTypes.createArrayType(DataTypes.FloatType, false);
  }

  /**
   * Whose embeddings a Parquet file holds.
   *
   * @param fingerprint the bundle's
   * @param dimension numbers in every embedding; 0 where it is not known, since there are no rows
   */
  public record Model(String fingerprint, int dimension) {
    private static final String DIMENSION = "dimension";
    private static final String FINGERPRINT = "model_fingerprint";

    /** A bundle's. */
    public static Model of(Bundle bundle) {
      return new Model(bundle.fingerprint(), bundle.latentSize());
    }

    /** What a file's embedding field says; empty where it says nothing of a model. */
    public static Optional<Model> find(StructType columns) {
      Metadata metadata = columns.apply(EMBEDDING).metadata();
      if (!metadata.contains(FINGERPRINT)) {
        return Optional.empty();
      }
      long dimension = metadata.contains(DIMENSION) ? metadata.getLong(DIMENSION) : 0;
      return Optional.of(new Model(metadata.getString(FINGERPRINT), Math.toIntExact(dimension)));
    }

    private Metadata metadata() {
      MetadataBuilder metadata =
          new MetadataBuilder()
              .putString(FINGERPRINT, fingerprint)
              .putLong("schema_version", VERSION);
      return dimension == 0 ? metadata.build() : metadata.putLong(DIMENSION, dimension).build();
    }
  }
}
