package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * An IDX images file that has been found whole.
 *
 * @param source what listing saw
 * @param header its own word for what it holds
 */
record IdxFile(SourceFile source, IdxHeader header) implements Serializable {

  /**
   * Reads the header and makes sure that every image it promises is there, so that nothing is ever
   * published from a truncated file. A gzipped file is decompressed to its end for this.
   */
  static IdxFile inspect(FileStatus status, Configuration hadoop) {
    try (DataInputStream in = IdxStream.open(status.getPath(), hadoop)) {
      IdxHeader header = IdxHeader.read(in);
      requireWhole(in, header);
      return new IdxFile(SourceFile.of(status), header);
    } catch (IOException e) {
      throw unreadable(status, e);
    }
  }

  /** A malformed file is the user's to mend; storage that fails is not. */
  static RuntimeException unreadable(FileStatus status, IOException cause) {
    if (cause instanceof EOFException) {
      return invalid(status, "it is shorter than its header says; fetch it again", cause);
    }
    return StorageException.in(cause).isPresent()
        ? new UncheckedIOException(cause)
        : invalid(status, OneLine.of(cause), cause);
  }

  private static InvalidInputException invalid(FileStatus status, String reason, Exception cause) {
    return new InvalidInputException(
        "Cannot read %s: %s".formatted(status.getPath(), reason), cause);
  }

  /** Reads the last byte itself: some file systems let one skip past the end. */
  private static void requireWhole(DataInputStream in, IdxHeader header) throws IOException {
    if (header.dataBytes() > 0) {
      in.skipNBytes(header.dataBytes() - 1);
      in.readByte();
    }
    in.read(); // past the data stands gzip's checksum, which is verified on the way
  }
}
