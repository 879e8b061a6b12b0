package io.nightjar.embedding.night;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table as Iceberg's own reader sees it, without Spark. */
final class OtherReadersIT {
  @TempDir private Path folder;

  @BeforeEach
  void start() {
    SharedSpark.session();
  }

  @Test
  void icebergsReaderReadsWhatSparkReads() throws IOException {
    Path archive = TestArchives.files(folder.resolve("archive"), 7, 12, 8);
    Bundle bundle = TestBundles.bundle(TestBundles.model(), folder.resolve("x.bundle"));
    NightFolder nights = new NightFolder(folder.resolve("lake"), bundle);
    nights.night(archive);
    // The second night leaves deletes that readers have to merge.
    Files.delete(archive.resolve("even/0.png"));
    Files.write(archive.resolve("even/2.png"), TestArchives.png(99, 12, 8));
    nights.night(archive);

    List<Record> records = records(nights.tables().rows());

    List<Row> rows = nights.rows().collectAsList();
    assertThat(records).hasSize(6);
    for (int i = 0; i < records.size(); i++) {
      Record record = records.get(i);
      Row row = rows.get(i);
      for (String column :
          List.of(
              "uri", "content_sha256", "label", "width", "byte_length", "reconstruction_error")) {
        assertThat(record.getField(column)).as(column).isEqualTo(row.<Object>getAs(column));
      }
      for (String column : List.of("embedding", "embedding_stddev")) {
        assertThat(record.getField(column))
            .as(column)
            .isEqualTo(row.getList(row.fieldIndex(column)));
      }
      assertThat(((OffsetDateTime) record.getField("embedded_at")).toInstant())
          .isEqualTo(row.<Timestamp>getAs("embedded_at").toInstant());
    }
  }

  private static List<Record> records(Table table) throws IOException {
    table.refresh();
    List<Record> records = new ArrayList<>();
    try (CloseableIterable<Record> read = IcebergGenerics.read(table).build()) {
      read.forEach(records::add);
    }
    records.sort(Comparator.comparing(record -> (String) record.getField("uri")));
    return records;
  }
}
