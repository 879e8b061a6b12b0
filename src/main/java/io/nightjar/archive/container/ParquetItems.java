package io.nightjar.archive.container;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.FileUri;
import io.nightjar.archive.ItemLimit;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageContent;
import io.nightjar.image.Rejection.Reason;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;

/** The rows of a row group as images. */
final class ParquetItems implements Iterator<ArchiveItem> {
  private final ParquetPart part;
  private final RecordReader<Group> rows;
  private long read;

  ParquetItems(ParquetPart part, RecordReader<Group> rows) {
    this.part = part;
    this.rows = rows;
  }

  @Override
  public boolean hasNext() {
    return read < part.group().rows();
  }

  /** After a row that cannot be made out comes nothing more of its row group. */
  @Override
  public ArchiveItem next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    long row = part.group().firstRow() + read++;
    try {
      Group group = rows.read();
      return item(row, label(group), content(group));
    } catch (RuntimeException | OutOfMemoryError | InternalError | LinkageError e) {
      // What pages say of themselves is believed, and native codecs throw errors.
      read = part.group().rows();
      IOException damage = ParquetPart.damaged("its row group", e);
      return item(row, null, Refusals.of(damage));
    }
  }

  private ArchiveItem item(long row, String label, ImageContent content) {
    String uri = FileUri.ofItem(part.source().uri(), row);
    return new ArchiveItem(uri, label, part.source(), content);
  }

  private ImageContent content(Group row) {
    ParquetColumns columns = part.columns();
    if (row.getFieldRepetitionCount(columns.image()) == 0) {
      return missing(columns.image());
    }
    if (!columns.inStruct()) {
      return content(row.getBinary(columns.image(), 0));
    }
    Group struct = row.getGroup(columns.image(), 0);
    return struct.getFieldRepetitionCount(ParquetColumns.BYTES) == 0
        ? missing(columns.image() + "." + ParquetColumns.BYTES)
        : content(struct.getBinary(ParquetColumns.BYTES, 0));
  }

  private static ImageContent content(Binary bytes) {
    return bytes.length() > ItemLimit.BYTES
        ? ItemLimit.exceeded(bytes.length())
        : new EncodedImage(bytes.getBytes());
  }

  private static ImageContent missing(String column) {
    return Refusals.rejection(Reason.EMPTY, "its %s is null".formatted(column));
  }

  private String label(Group row) {
    String column = part.columns().label();
    if (column.isEmpty() || row.getFieldRepetitionCount(column) == 0) {
      return null;
    }
    String value = text(row, row.getType().getFieldIndex(column));
    List<String> classes = part.columns().classes();
    return classes.isEmpty() ? value : named(value, classes);
  }

  private static String text(Group row, int column) {
    return row.getType().getType(column).asPrimitiveType().getPrimitiveTypeName() == BINARY
        ? LosslessText.of(row.getBinary(column, 0).getBytes())
        : row.getValueToString(column, 0);
  }

  /** Hugging Face has minus one for an image without a label. */
  private static String named(String number, List<String> classes) {
    long index = Long.parseLong(number);
    if (index == -1) {
      return null;
    }
    return index >= 0 && index < classes.size() ? classes.get((int) index) : number;
  }
}
