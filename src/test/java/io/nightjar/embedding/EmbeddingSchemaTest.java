package io.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.DataSchema;
import io.nightjar.DataSchema.Column;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import io.nightjar.embedding.EmbeddingSchema.Model;
import io.nightjar.image.Rejection;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddingSchemaTest {
  private final DataSchema rows = DataSchema.of("embedding");
  private final DataSchema rejects = DataSchema.of("reject");
  @TempDir private Path folder;

  @Test
  void rowsAreThoseOfTheirDataSchema() {
    assertThat(columns(EmbeddingSchema.rows(Model.of(bundle())))).isEqualTo(rows.columns());
  }

  @Test
  void rejectsAreThoseOfTheirDataSchema() {
    assertThat(columns(EmbeddingSchema.rejects())).isEqualTo(rejects.columns());
  }

  @Test
  void everyColumnIsRequiredSinceNullIsAValue() {
    for (DataSchema schema : List.of(rows, rejects)) {
      assertThat(texts(schema, "/required"))
          .isEqualTo(schema.columns().stream().map(Column::name).toList());
    }
  }

  @Test
  void metadataOfTheEmbeddingIsThatOfTheDataSchema() {
    Bundle bundle = bundle();

    String metadata = EmbeddingSchema.rows(Model.of(bundle)).apply("embedding").metadata().json();

    assertThat(rows.part("/properties/embedding/fieldMetadata").violations(metadata)).isEmpty();
    assertThat(metadata)
        .contains("\"dimension\":" + bundle.latentSize())
        .contains(bundle.fingerprint());
  }

  @Test
  void stagesAndReasonsAreThoseOfTheDataSchema() {
    assertThat(texts(rejects, "/properties/stage/enum"))
        .isEqualTo(Arrays.stream(Rejection.Stage.values()).map(Rejection.Stage::key).toList());
    assertThat(texts(rejects, "/properties/reason/enum"))
        .isEqualTo(Arrays.stream(Rejection.Reason.values()).map(Rejection.Reason::key).toList());
  }

  private Bundle bundle() {
    return TestBundles.bundle(TestBundles.model(), folder);
  }

  private static List<String> texts(DataSchema schema, String pointer) {
    return StreamSupport.stream(schema.json().at(pointer).spliterator(), false)
        .map(node -> node.textValue())
        .toList();
  }

  private static List<Column> columns(StructType type) {
    return Arrays.stream(type.fields())
        .map(field -> new Column(field.name(), name(field.dataType()), field.nullable()))
        .toList();
  }

  private static String name(DataType type) {
    if (type instanceof ArrayType list && !list.containsNull()) {
      return "list<%s>".formatted(name(list.elementType()));
    }
    if (type.equals(DataTypes.TimestampType)) {
      return "date-time";
    }
    if (type.equals(DataTypes.IntegerType)) {
      return "int32";
    }
    return type.equals(DataTypes.LongType) ? "int64" : type.typeName();
  }
}
