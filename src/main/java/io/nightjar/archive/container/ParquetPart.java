package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.FileUri;
import io.nightjar.archive.SourceFile;
import io.nightjar.archive.StorageException;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.runtime.StorageErrors;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Optional;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
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
      ParquetFileReader reader = ParquetFile.open(source, files);
      MessageType schema = reader.getFileMetaData().getSchema();
      MessageType projection = columns.projection(schema);
      reader.setRequestedSchema(projection);
      PageReadStore pages = reader.readRowGroup(group.index());
      MessageColumnIO rows = new ColumnIOFactory().getColumnIO(projection, schema);
      return new ParquetItems(
          this, rows.getRecordReader(pages, new GroupRecordConverter(projection)));
    } catch (IOException | RuntimeException | OutOfMemoryError | LinkageError e) {
      throw damaged("its row group", e);
    }
  }

  /**
   * What Parquet's library throws where it cannot make out the bytes is of several kinds; storage's
   * is of one.
   */
  static IOException damaged(String what, Throwable cause) {
    Optional<StorageException> failure = StorageException.in(cause);
    if (failure.isPresent()) {
      return failure.get();
    }
    return cause instanceof IOException told
            && (told instanceof ContainerException || StorageErrors.isMendedByUser(told))
        ? told
        : new ContainerException(Reason.CORRUPT, what + " cannot be made out: " + cause, cause);
  }
}
