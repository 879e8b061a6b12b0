package io.nightjar.archive.container;

import io.nightjar.archive.SourceFile;
import io.nightjar.archive.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first bytes of a file.
 *
 * @param bytes as stored
 * @param unpacked the first ones of what is compressed in it, where it is; else the same
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record FileHead(byte[] bytes, byte[] unpacked) {
  private static final int BYTES = 512;

  /** Reads them; a file that is no whole gzip or zstd after all is taken as it is stored. */
  public static FileHead of(SourceFile file, OpenFiles files) throws IOException {
    byte[] bytes = files.open(file).readNBytes(BYTES);
    InputStream again = files.open(file);
    try (InputStream in = Compression.of(bytes).unpack(again)) {
      return new FileHead(bytes, in.readNBytes(BYTES));
    } catch (IOException e) {
      if (StorageException.in(e).isPresent()) {
        throw e;
      }
      return new FileHead(bytes, bytes);
    }
  }

  /** True if these ASCII characters stand at the beginning. */
  boolean startsWith(String ascii) {
    byte[] wanted = ascii.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.length >= wanted.length
        && Arrays.equals(bytes, 0, wanted.length, wanted, 0, wanted.length);
  }
}
