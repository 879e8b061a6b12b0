package io.nightjar.archive;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Opens an IDX file, gzipped or not: its first bytes tell, whatever its name. */
final class IdxStream {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int GZIP_MAGIC = 0x1F8B;

  private IdxStream() {}

  /** Skipping seeks where the file is plain, and decompresses where it is not. */
  static DataInputStream open(FileSystem fileSystem, Path path) throws IOException {
    InputStream file = fileSystem.open(path);
    try {
      var buffered = new BufferedInputStream(file, BUFFER_BYTES);
      buffered.mark(2);
      int magic = buffered.read() << 8 | buffered.read();
      buffered.reset();
      return new DataInputStream(
          magic == GZIP_MAGIC ? new GZIPInputStream(buffered, BUFFER_BYTES) : buffered);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }
}
