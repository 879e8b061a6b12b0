package io.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.DataSchema;
import io.nightjar.DataSchema.Column;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import io.nightjar.image.ImageShape;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Latent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.types.Metadata;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is on disk, held to {@code data-schemas} by Spark and by a reader that is not Spark. */
@TestInstance(Lifecycle.PER_CLASS)
final class ParquetFormatIT {
  private static final Map<String, String> DUCKDB_TYPES =
      Map.of(
          "string", "VARCHAR",
          "int32", "INTEGER",
          "int64", "BIGINT",
          "float", "FLOAT",
          "list<float>", "FLOAT[]",
          "date-time", "TIMESTAMP WITH TIME ZONE");

  private final DataSchema rows = DataSchema.of("embedding");
  private final DataSchema rejects = DataSchema.of("reject");
  private Bundle bundle;
  private OneShotFolder variational;
  private OneShotFolder plain;

  @BeforeAll
  void embed(@TempDir Path folder) throws IOException {
    SharedSpark.session();
    Path archive = TestArchives.files(folder.resolve("archive"), 5, 12, 8);
    TestArchives.broken(archive);
    Autoencoder model = TestBundles.model();
    bundle = TestBundles.bundle(model, folder.resolve("variational"));
    variational = output(folder.resolve("variational"), archive, bundle);
    Autoencoder noNoise =
        new Autoencoder(
            model.architecture(),
            new ImageShape(1, 8, 12),
            new Latent(3, Latent.Kind.PLAIN),
            model.objective());
    plain =
        output(
            folder.resolve("plain"), archive, TestBundles.bundle(noNoise, folder.resolve("plain")));
  }

  private static OneShotFolder output(Path folder, Path archive, Bundle bundle) throws IOException {
    OneShotFolder output = new OneShotFolder(folder);
    output.embed(archive, bundle, OneShotFolder.options());
    return output;
  }

  @Test
  void everyRowKeepsToItsDataSchema() {
    assertThat(documents(variational.rows()))
        .hasSize(5)
        .allSatisfy(row -> assertThat(rows.violations(row)).isEmpty());
    assertThat(documents(plain.rows()))
        .hasSize(5)
        .allSatisfy(row -> assertThat(rows.violations(row)).isEmpty());
  }

  @Test
  void everyRejectKeepsToItsDataSchema() {
    assertThat(documents(plain.rejects()))
        .hasSize(3)
        .allSatisfy(reject -> assertThat(rejects.violations(reject)).isEmpty());
  }

  @Test
  void theEmbeddingsFieldSaysWhoseItIs() {
    Metadata metadata =
        SharedSpark.session()
            .read()
            .parquet(variational.rows().toString())
            .schema()
            .apply("embedding")
            .metadata();

    assertThat(rows.part("/properties/embedding/fieldMetadata").violations(metadata.json()))
        .isEmpty();
    assertThat(metadata.getLong("dimension")).isEqualTo(bundle.latentSize());
    assertThat(metadata.getString("model_fingerprint")).isEqualTo(bundle.fingerprint());
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void duckDbReadsTheDocumentedTypes(Table table) throws SQLException {
    List<String> expected =
        table.schema(this).columns().stream()
            .map(column -> column.name() + " " + DUCKDB_TYPES.get(column.type()))
            .toList();

    assertThat(
            select(
                "SELECT column_name || ' ' || column_type FROM"
                    + " (DESCRIBE SELECT * FROM read_parquet('%s'))",
                table.files(this)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void columnsThatAreNeverNullAreRequired(Table table) throws SQLException {
    List<String> required =
        table.schema(this).columns().stream()
            .filter(column -> !column.nullable())
            .map(Column::name)
            .toList();

    assertThat(
            select(
                "SELECT DISTINCT name FROM parquet_schema('%s')"
                    + " WHERE repetition_type = 'REQUIRED' AND name <> 'element'",
                table.files(this)))
        .containsExactlyInAnyOrderElementsOf(required);
  }

  @Test
  void duckDbComputesOnVectors() throws SQLException {
    assertThat(
            select(
                "SELECT count(*) FROM read_parquet('%s')"
                    + " WHERE len(embedding) = 3 AND list_sum(embedding_stddev) > 0"
                    + " AND embedded_at = TIMESTAMPTZ '2026-01-02 03:04:05.678901+00'",
                Table.ROWS.files(this)))
        .containsExactly("5");
  }

  @Test
  void anyReaderFindsTheMetadata() throws SQLException {
    assertThat(
            select(
                "SELECT DISTINCT value::VARCHAR FROM parquet_kv_metadata('%s')"
                    + " WHERE key::VARCHAR = 'org.apache.spark.sql.parquet.row.metadata'",
                Table.ROWS.files(this)))
        .singleElement()
        .asString()
        .contains(bundle.fingerprint());
  }

  /** Rows as JSON, nulls included. */
  private static List<String> documents(org.apache.hadoop.fs.Path directory) {
    return SharedSpark.session()
        .read()
        .parquet(directory.toString())
        .selectExpr("to_json(struct(*), map('ignoreNullFields', 'false'))")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private static List<String> select(String query, String files) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet result = duckDb.createStatement().executeQuery(query.formatted(files))) {
      while (result.next()) {
        values.add(result.getString(1));
      }
    }
    return values;
  }

  private enum Table {
    ROWS {
      @Override
      DataSchema schema(ParquetFormatIT test) {
        return test.rows;
      }

      @Override
      org.apache.hadoop.fs.Path directory(ParquetFormatIT test) {
        return test.variational.rows();
      }
    },
    REJECTS {
      @Override
      DataSchema schema(ParquetFormatIT test) {
        return test.rejects;
      }

      @Override
      org.apache.hadoop.fs.Path directory(ParquetFormatIT test) {
        return test.variational.rejects();
      }
    };

    abstract DataSchema schema(ParquetFormatIT test);

    abstract org.apache.hadoop.fs.Path directory(ParquetFormatIT test);

    String files(ParquetFormatIT test) {
      return directory(test).toUri().getPath() + "/*.parquet";
    }
  }
}
