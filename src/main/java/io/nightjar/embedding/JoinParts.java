package io.nightjar.embedding;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.spark.api.java.function.Function;

/**
 * Puts Parquet files of one schema one behind the other, their row groups as they are: copies
 * bytes, and decodes none.
 */
final class JoinParts implements Function<List<String>, JoinParts.Joined> {
  private static final long serialVersionUID = 1L;

  private final String folder;
  private final PartFormat format;

  /**
   * A file that is whole.
   *
   * @param rows in it, as the parts' footers say
   */
  record Joined(String path, long rows) implements Serializable {}

  /**
   * @param folder that the files go to, under new names
   * @param format of the parts
   */
  JoinParts(Path folder, PartFormat format) {
    this.folder = folder.toString();
    this.format = format;
  }

  /**
   * @param parts paths, one or more
   */
  @Override
  public Joined call(List<String> parts) throws IOException {
    Configuration configuration = format.hadoop();
    if (parts.size() == 1) { // is joined as it is
      try (ParquetFileReader reader = open(parts.get(0), configuration)) {
        return new Joined(parts.get(0), reader.getRecordCount());
      }
    }
    FileMetaData first;
    try (ParquetFileReader reader = open(parts.get(0), configuration)) {
      first = reader.getFileMetaData();
    }
    Path path = new Path(folder, "joined-" + UUID.randomUUID());
    ParquetFileWriter out =
        new ParquetFileWriter(
            HadoopOutputFile.fromPath(path, configuration),
            first.getSchema(),
            ParquetFileWriter.Mode.CREATE,
            ParquetWriter.DEFAULT_BLOCK_SIZE,
            ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
    long rows = 0;
    out.start();
    for (String part : parts) {
      try (ParquetFileReader reader = open(part, configuration)) {
        rows += reader.getRecordCount();
        reader.appendTo(out);
      }
    }
    out.end(first.getKeyValueMetaData());
    return new Joined(path.toString(), rows);
  }

  private static ParquetFileReader open(String path, Configuration configuration)
      throws IOException {
    return ParquetFileReader.open(HadoopInputFile.fromPath(new Path(path), configuration));
  }
}
