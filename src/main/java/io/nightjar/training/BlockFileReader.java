package io.nightjar.training;

import io.nightjar.CheckFailedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;

/** Reads the pixels of single row groups of a store. */
final class BlockFileReader {
  private final Path folder;
  private final int imageSize;
  private final Configuration hadoop;

  /**
   * @param folder of the store
   * @param imageSize bytes of an image
   */
  BlockFileReader(Path folder, int imageSize, Configuration hadoop) {
    this.folder = folder;
    this.imageSize = imageSize;
    this.hadoop = hadoop;
  }

  /**
   * The pixels of a piece's whole row group, image after image.
   *
   * @throws CheckFailedException naming the file, when its content is not what was written
   * @throws io.nightjar.InvalidInputException when this machine does not see the file
   */
  byte[] read(BlockPiece piece) {
    Path path = new Path(folder, piece.file());
    try {
      return read(path, piece);
    } catch (FileNotFoundException e) {
      throw StoreFolder.unreached(path, e);
    } catch (IOException e) {
      // Checksums that do not match come as IOExceptions too, and no type of their own.
      if (isDamage(e)) {
        throw damaged(path, piece, e.getMessage());
      }
      throw new UncheckedIOException(e);
    } catch (CheckFailedException e) {
      throw e;
    } catch (RuntimeException e) { // Parquet has several kinds for bytes that it cannot make out
      throw damaged(path, piece, e.getMessage());
    }
  }

  private static boolean isDamage(IOException e) {
    String name = e.getClass().getName();
    String message = String.valueOf(e.getMessage());
    return name.contains("Parquet")
        || name.contains("ChecksumException")
        || name.contains("EOF")
        || message.contains("CRC")
        || message.contains("thrift")
        || message.contains("PageHeader")
        || message.contains("FileMetaData");
  }

  private byte[] read(Path path, BlockPiece piece) throws IOException {
    ParquetReadOptions options =
        HadoopReadOptions.builder(hadoop).usePageChecksumVerification().build();
    try (ParquetFileReader reader =
        new ParquetFileReader(HadoopInputFile.fromPath(path, hadoop), options)) {
      requireRows(reader, path, piece);
      MessageType wanted = BlockSchema.pixels(imageSize);
      reader.setRequestedSchema(wanted);
      return pixels(
          reader
              .readRowGroup(piece.rowGroup())
              .getPageReader(BlockSchema.column(wanted, BlockSchema.PIXELS)),
          path,
          piece);
    }
  }

  private void requireRows(ParquetFileReader reader, Path path, BlockPiece piece) {
    boolean isThere = piece.rowGroup() < reader.getRowGroups().size();
    long rows = isThere ? reader.getRowGroups().get(piece.rowGroup()).getRowCount() : 0;
    if (rows != piece.groupRows()) {
      throw damaged(path, piece, "%d images, not %d".formatted(rows, piece.groupRows()));
    }
  }

  /** The values are the page's bytes: required, of one length, plain. */
  private byte[] pixels(PageReader pages, Path path, BlockPiece piece) throws IOException {
    ByteBuffer pixels = ByteBuffer.allocate(Math.multiplyExact(piece.groupRows(), imageSize));
    for (DataPage page = pages.readPage(); page != null; page = pages.readPage()) {
      if (!(page instanceof DataPageV1 plain)
          || plain.getValueEncoding() != Encoding.PLAIN
          || plain.getBytes().size() > pixels.remaining()) {
        throw damaged(path, piece, "not as it was written");
      }
      pixels.put(plain.getBytes().toByteBuffer());
    }
    if (pixels.hasRemaining()) {
      throw damaged(path, piece, pixels.remaining() + " bytes are missing");
    }
    return pixels.array();
  }

  private static CheckFailedException damaged(Path path, BlockPiece piece, String how) {
    return new CheckFailedException(
        "Training store %s is damaged, block %d (%s): delete %s and run again"
            .formatted(path, piece.rowGroup(), firstLine(how), path.getParent()));
  }

  private static String firstLine(String text) {
    return String.valueOf(text).lines().findFirst().orElse("");
  }
}
