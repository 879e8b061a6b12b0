package io.nightjar.training;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

/** One block on its way into a Parquet file: each column's values, plainly encoded. */
final class BlockPages {
  /** Bytes of a page of pixels: readers hold and check a page at a time. */
  private static final int PAGE_BYTES = 1 << 20;

  private final MessageType schema;
  private final int imageSize;
  private final ByteBuffer hashes;
  private final ByteBuffer contents;
  private final ByteArrayOutputStream uris = new ByteArrayOutputStream();
  private final byte[] pixels;
  private int rows;

  BlockPages(MessageType schema, int imageSize, int mostRows) {
    this.schema = schema;
    this.imageSize = imageSize;
    this.hashes = longs(mostRows);
    this.contents = longs(mostRows);
    this.pixels = new byte[Math.multiplyExact(mostRows, imageSize)];
  }

  private static ByteBuffer longs(int count) {
    return ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  int rows() {
    return rows;
  }

  void add(TrainingImage image, byte[] uri) {
    hashes.putLong(image.hash());
    contents.putLong(image.contentBits());
    uris.writeBytes(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(uri.length)
            .array());
    uris.writeBytes(uri);
    System.arraycopy(image.pixels(), 0, pixels, rows * imageSize, imageSize);
    rows++;
  }

  /** Writes a row group and begins the next block. */
  void writeTo(ParquetFileWriter file) throws IOException {
    file.startBlock(rows);
    writeColumn(file, BlockSchema.ORDER_HASH, BytesInput.from(hashes.flip()));
    writeColumn(file, BlockSchema.CONTENT_BITS, BytesInput.from(contents.flip()));
    writeColumn(file, BlockSchema.URI, BytesInput.from(uris.toByteArray()));
    writePixels(file);
    file.endBlock();
    rows = 0;
    hashes.clear();
    contents.clear();
    uris.reset();
  }

  private void writeColumn(ParquetFileWriter file, String name, BytesInput values)
      throws IOException {
    writePage(file, start(file, name), rows, values);
    file.endColumn();
  }

  private void writePixels(ParquetFileWriter file) throws IOException {
    ColumnDescriptor column = start(file, BlockSchema.PIXELS);
    int pageRows = Math.max(1, PAGE_BYTES / imageSize);
    for (int row = 0; row < rows; row += pageRows) {
      int count = Math.min(pageRows, rows - row);
      writePage(file, column, count, BytesInput.from(pixels, row * imageSize, count * imageSize));
    }
    file.endColumn();
  }

  private ColumnDescriptor start(ParquetFileWriter file, String name) throws IOException {
    ColumnDescriptor column = BlockSchema.column(schema, name);
    file.startColumn(column, rows, CompressionCodecName.UNCOMPRESSED);
    return column;
  }

  /** Statistics would be least and greatest pixels and hashes: nobody asks for them. */
  private static void writePage(
      ParquetFileWriter file, ColumnDescriptor column, int rows, BytesInput values)
      throws IOException {
    file.writeDataPage(
        rows,
        Math.toIntExact(values.size()),
        values,
        Statistics.getBuilderForReading(column.getPrimitiveType()).build(),
        rows,
        Encoding.RLE,
        Encoding.RLE,
        Encoding.PLAIN);
  }
}
