package io.nightjar.training;

import io.nightjar.bundle.ChecksummedDirectory;
import io.nightjar.bundle.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * A run's history, a JSON line a round, readable while it grows. A checkpoint holds the lines up to
 * it, so a run that goes on begins the file with those: none is doubled, none is missing, also
 * where a file cannot be cut or appended to. About 500 bytes a round are held in memory for that.
 */
public final class Journal implements AutoCloseable {
  private final Path file;
  private final Configuration hadoop;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private FSDataOutputStream out;

  private Journal(Path file, Configuration hadoop) {
    this.file = file;
    this.hadoop = hadoop;
  }

  /** In no file. */
  public static Journal unwritten() {
    return new Journal(null, null);
  }

  /**
   * In a file, which is written anew once training begins.
   *
   * @param file on any file system that Hadoop knows
   */
  public static Journal in(Path file, Configuration hadoop) {
    return new Journal(file, hadoop);
  }

  /** Begins with the lines of the rounds before. */
  void begin(byte[] before) {
    lines.writeBytes(before);
    try {
      if (file != null) {
        FileSystem fileSystem = ChecksummedDirectory.withoutCrcFiles(file.getFileSystem(hadoop));
        // Overwriting keeps the file on a local disk, and a run that is being ousted would write
        // into it until it notices; deleting leaves that run one of its own, which has no name.
        fileSystem.delete(file, false);
        out = fileSystem.create(file, true);
      }
      write(before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(RoundReport round) {
    byte[] json = Json.compact(round);
    byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    lines.writeBytes(line);
    try {
      write(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(byte[] bytes) throws IOException {
    if (out != null) {
      out.write(bytes);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hflush();
      } else {
        out.flush();
      }
    }
  }

  /** Of all rounds so far. */
  byte[] lines() {
    return lines.toByteArray();
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }
}
