package io.nightjar.archive.container;

import io.nightjar.archive.SourceFile;
import java.io.IOException;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopCodecs;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A Parquet file as Parquet's library opens it: read with our patience, and never believed more
 * than it can hold.
 */
record ParquetFile(SourceFile source, OpenFiles files) implements InputFile {
  static ParquetFileReader open(SourceFile source, OpenFiles files) throws IOException {
    var options =
        HadoopReadOptions.builder(files.hadoop())
            .withCodecFactory(new BoundedCodecs(HadoopCodecs.newFactory(files.hadoop(), 0)))
            .build();
    return files.keep(ParquetFileReader.open(new ParquetFile(source, files), options));
  }

  @Override
  public long getLength() {
    return source.byteLength();
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    return HadoopStreams.wrap(files.open(source));
  }
}
