package io.nightjar.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/** One block on its way into a Parquet file: each column's values, plainly encoded. */
final class BlockPages {
  /** Bytes of a page of pixels: readers hold and check a page at a time. */
  private static final int PAGE_BYTES = 1 << 20;

  private final MessageType schema;
  private final int imageSize;
  private final ByteBuffer hashes;
  private final ByteBuffer contents;
  private final byte[] pixels;
  private int rows;
  private Statistics<?> hashRange;
  private Statistics<?> contentRange;

  BlockPages(MessageType schema, int imageSize, int mostRows) {
    this.schema = schema;
    this.imageSize = imageSize;
    this.hashes = ByteBuffer.allocate(mostRows * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    this.contents = ByteBuffer.allocate(mostRows * BlockSchema.SHA256_BYTES);
    this.pixels = new byte[Math.multiplyExact(mostRows, imageSize)];
    noRanges();
  }

  int rows() {
    return rows;
  }

  /**
   * Adds an image.
   *
   * @param content SHA-256
   */
  void add(TrainingImage image, byte[] content) {
    hashes.putLong(image.hash());
    contents.put(content);
    hashRange.updateStats(image.hash());
    contentRange.updateStats(Binary.fromConstantByteArray(content));
    System.arraycopy(image.pixels(), 0, pixels, rows * imageSize, imageSize);
    rows++;
  }

  /** Writes a row group and begins the next block. */
  void writeTo(ParquetFileWriter file) throws IOException {
    file.startBlock(rows);
    writeColumn(file, BlockSchema.ORDER_HASH, BytesInput.from(hashes.flip()), hashRange);
    writeColumn(file, BlockSchema.CONTENT_SHA256, BytesInput.from(contents.flip()), contentRange);
    writePixels(file);
    file.endBlock();
    rows = 0;
    hashes.clear();
    contents.clear();
    noRanges();
  }

  /** Least and greatest values: without them some readers take a page for one of nulls. */
  private void noRanges() {
    hashRange = range(BlockSchema.ORDER_HASH);
    contentRange = range(BlockSchema.CONTENT_SHA256);
  }

  private Statistics<?> range(String name) {
    return Statistics.createStats(BlockSchema.column(schema, name).getPrimitiveType());
  }

  private void writeColumn(
      ParquetFileWriter file, String name, BytesInput values, Statistics<?> range)
      throws IOException {
    start(file, name);
    writePage(file, rows, values, range);
    file.endColumn();
  }

  private void writePixels(ParquetFileWriter file) throws IOException {
    start(file, BlockSchema.PIXELS);
    int pageRows = Math.max(1, PAGE_BYTES / imageSize);
    for (int row = 0; row < rows; row += pageRows) {
      int count = Math.min(pageRows, rows - row);
      writePage(
          file,
          count,
          BytesInput.from(pixels, row * imageSize, count * imageSize),
          pixelRange(row, count));
    }
    file.endColumn();
  }

  private Statistics<?> pixelRange(int row, int count) {
    Statistics<?> range = range(BlockSchema.PIXELS);
    for (int i = row; i < row + count; i++) {
      range.updateStats(Binary.fromReusedByteArray(pixels, i * imageSize, imageSize));
    }
    return range;
  }

  private void start(ParquetFileWriter file, String name) throws IOException {
    file.startColumn(BlockSchema.column(schema, name), rows, CompressionCodecName.UNCOMPRESSED);
  }

  private static void writePage(
      ParquetFileWriter file, int rows, BytesInput values, Statistics<?> range) throws IOException {
    file.writeDataPage(
        rows,
        Math.toIntExact(values.size()),
        values,
        range,
        rows,
        Encoding.RLE,
        Encoding.RLE,
        Encoding.PLAIN);
  }
}
