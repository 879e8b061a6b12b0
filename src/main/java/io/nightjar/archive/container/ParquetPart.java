package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.FileUri;
import io.nightjar.archive.SourceFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.schema.MessageType;

/**
 * A row group of a Parquet file.
 *
 * @param group which
 * @param columns what is read of it
 */
record ParquetPart(SourceFile source, RowGroup group, ParquetColumns columns)
    implements ContainerPart {

  /**
   * Where.
   *
   * @param index among the file's row groups
   * @param firstRow of the file
   * @param rows 1 or more
   * @param byteLength of the images in it
   */
  record RowGroup(int index, long firstRow, long rows, long byteLength) implements Serializable {}

  static ParquetFileReader open(SourceFile source, OpenFiles files) throws IOException {
    Path path = files.unchanged(source);
    return ParquetFileReader.open(HadoopInputFile.fromPath(path, files.hadoop()));
  }

  @Override
  public long images() {
    return group.rows();
  }

  @Override
  public long byteLength() {
    return group.byteLength();
  }

  @Override
  public String uri() {
    return FileUri.ofItem(source.uri(), group.firstRow());
  }

  @Override
  public Iterator<ArchiveItem> items(OpenFiles files) throws IOException {
    try {
      ParquetFileReader reader = files.keep(open(source, files));
      MessageType schema = reader.getFileMetaData().getSchema();
      MessageType projection = columns.projection(schema);
      reader.setRequestedSchema(projection);
      PageReadStore pages = reader.readRowGroup(group.index());
      MessageColumnIO rows = new ColumnIOFactory().getColumnIO(projection, schema);
      return new ParquetItems(
          this, rows.getRecordReader(pages, new GroupRecordConverter(projection)));
    } catch (RuntimeException e) {
      throw ParquetItems.damaged(e);
    } catch (IOException e) {
      throw isDamage(e) ? ParquetItems.damaged(e) : e;
    }
  }

  /** Parquet has no type of its own for a header that it cannot make out; storage has. */
  static boolean isDamage(IOException e) {
    return e.getClass() == IOException.class;
  }
}
