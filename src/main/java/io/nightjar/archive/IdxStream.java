package io.nightjar.archive;

import io.nightjar.archive.container.Compression;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Opens an IDX file, compressed or not: its first bytes tell, whatever its name. */
final class IdxStream {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int HEAD_BYTES = 16;

  private IdxStream() {}

  /** Skipping seeks where the file is plain, and decompresses where it is not. */
  static DataInputStream open(Path path, Configuration hadoop) throws IOException {
    return unpack(PatientInput.open(path, hadoop));
  }

  /** Likewise a file that is open; closed with what comes of it. */
  static DataInputStream unpack(InputStream file) throws IOException {
    try {
      var buffered = new BufferedInputStream(file, BUFFER_BYTES);
      buffered.mark(HEAD_BYTES);
      byte[] head = buffered.readNBytes(HEAD_BYTES);
      buffered.reset();
      return new DataInputStream(Compression.of(head).unpack(buffered));
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }
}
