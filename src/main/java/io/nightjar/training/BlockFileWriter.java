package io.nightjar.training;

import io.nightjar.image.ContentHash;
import io.nightjar.image.ImageShape;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes images to a Parquet file whose row groups are blocks of a fixed number of rows. Holds one
 * block. Parquet's own record writer cuts row groups by an estimate of bytes, so pages are put
 * together here: plain, uncompressed, with checksums.
 */
final class BlockFileWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BlockFileWriter.class);

  /** Rows of a block: enough to be worth a read, few enough that a round uses most of it. */
  private static final int MOST_ROWS = 1024;

  /** Bytes of a block: large images make blocks of fewer rows. */
  private static final long MOST_BYTES = 32L << 20;

  private final Path path;
  private final FileSystem files;
  private final KeptStream output;
  private final ParquetFileWriter file;
  private final BlockPages pages;
  private final int blockRows;
  private final MessageDigest digest = ContentHash.sha256();
  private final List<Integer> blocks = new ArrayList<>();
  private boolean isFinished;

  BlockFileWriter(Path path, ImageShape shape, Configuration hadoop) throws IOException {
    MessageType schema = BlockSchema.of(shape);
    this.path = path;
    this.blockRows = rowsPerBlock(shape);
    this.pages = new BlockPages(schema, shape.size(), blockRows);
    this.files = path.getFileSystem(hadoop);
    this.output = new KeptStream(HadoopOutputFile.fromPath(path, hadoop));
    this.file =
        new ParquetFileWriter(
            output,
            schema,
            ParquetFileWriter.Mode.CREATE,
            MOST_BYTES,
            0,
            Long.BYTES,
            Long.BYTES,
            true);
    try {
      file.start();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Rows of every block but a file's last. */
  static int rowsPerBlock(ImageShape shape) {
    return (int) Math.max(1, Math.min(MOST_ROWS, MOST_BYTES / shape.size()));
  }

  void add(TrainingImage image) throws IOException {
    byte[] content = HexFormat.of().parseHex(image.sha256());
    pages.add(image, content);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(image.hash()).flip());
    digest.update(content);
    digest.update(image.pixels());
    if (pages.rows() == blockRows) {
      flush();
    }
  }

  private void flush() throws IOException {
    blocks.add(pages.rows());
    pages.writeTo(file);
  }

  /** Ends the file. */
  StoreFile finish() throws IOException {
    if (pages.rows() > 0) {
      flush();
    }
    file.end(Map.of());
    isFinished = true;
    return new StoreFile(
        path.getName(), file.getPos(), blocks, HexFormat.of().formatHex(digest.digest()));
  }

  /** After {@link #finish} there is nothing to do; before it, the file is deleted. */
  @Override
  public void close() {
    if (isFinished) {
      return;
    }
    try {
      output.close();
    } catch (IOException e) {
      LOG.warn("Cannot close {}, which stays unfinished: {}", path, e.getMessage());
    }
    try {
      files.delete(path, false);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}, which stays unfinished: {}", path, e.getMessage());
    }
  }

  /** Parquet's writer closes its stream only where it ends a file without a failure. */
  private static final class KeptStream implements OutputFile, Closeable {
    private final OutputFile file;
    private PositionOutputStream stream;

    KeptStream(OutputFile file) {
      this.file = file;
    }

    @Override
    public PositionOutputStream create(long blockBytes) throws IOException {
      stream = file.create(blockBytes);
      return stream;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockBytes) throws IOException {
      stream = file.createOrOverwrite(blockBytes);
      return stream;
    }

    @Override
    public boolean supportsBlockSize() {
      return file.supportsBlockSize();
    }

    @Override
    public long defaultBlockSize() {
      return file.defaultBlockSize();
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
