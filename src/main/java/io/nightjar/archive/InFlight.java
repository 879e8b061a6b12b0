package io.nightjar.archive;

import io.nightjar.runtime.PrivateFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The image that a task is decoding, in a file that is mapped into memory: noting one costs no more
 * than copying its name, and the kernel keeps it when the process dies.
 */
final class InFlight implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(InFlight.class);
  private static final int BYTES = 4096;
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

  private final Path file;
  private final ByteBuffer note;

  private InFlight(Path file, ByteBuffer note) {
    this.file = file;
    this.note = note;
  }

  /** Notes in a new file; where it cannot be made, nowhere. */
  static InFlight in(Path file) {
    try {
      return new InFlight(file, mapped(file));
    } catch (IOException e) {
      LOG.warn("Cannot note in {} what is decoded", file, e);
      return unnoted();
    }
  }

  private static ByteBuffer mapped(Path file) throws IOException {
    FileChannel made = made(file); // what is there already is another's, and stays
    try (FileChannel channel = made) {
      // All of it, since a full disk would otherwise be found out by a fault in memory.
      ByteBuffer zeros = ByteBuffer.allocate(BYTES);
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static FileChannel made(Path file) throws IOException {
    try {
      return FileChannel.open(file, NEW);
    } catch (NoSuchFileException e) { // another run on the archive has ended
      PrivateFolder.open(PrivateFolder.open(file.getParent().getParent()).resolve(name(file)));
      return FileChannel.open(file, NEW);
    }
  }

  private static String name(Path file) {
    return file.getParent().getFileName().toString();
  }

  /** Notes nothing. */
  static InFlight unnoted() {
    return new InFlight(null, ByteBuffer.allocate(BYTES));
  }

  /** What a process has noted last and not taken back. */
  static Optional<String> read(Path file) throws IOException {
    ByteBuffer note;
    try {
      note = ByteBuffer.wrap(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // its task has just ended
    }
    if (note.remaining() < BYTES) {
      return Optional.empty(); // it died while it made the file
    }
    int length = note.getInt();
    return length < 1 || length > note.remaining()
        ? Optional.empty()
        : Optional.of(new String(note.array(), Integer.BYTES, length, StandardCharsets.UTF_8));
  }

  /** What is noted of a URI: all of it, but of a very long one only its beginning. */
  static String noted(String uri) {
    return uri.substring(0, Math.min(uri.length(), BYTES - Integer.BYTES)); // URIs are ASCII
  }

  void enter(String uri) {
    byte[] bytes = noted(uri).getBytes(StandardCharsets.US_ASCII);
    note.put(Integer.BYTES, bytes);
    note.putInt(0, bytes.length);
  }

  void leave() {
    note.putInt(0, 0);
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("Cannot delete {}", file, e);
    }
  }
}
