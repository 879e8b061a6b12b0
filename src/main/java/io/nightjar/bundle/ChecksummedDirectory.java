package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import io.nightjar.image.ContentHash;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A directory of checksummed files that appears whole. It is finished when it has {@code
 * SHA256SUMS}, which is written last, beside the place and before the rename that puts it there.
 *
 * <p>Replacing takes two renames. Between them, and for good if the run is killed there, the old
 * one stands under {@code <path>_replaced-…}: readers find it there, and the next replacement
 * deletes it.
 */
public final class ChecksummedDirectory {
  /** The file without which a directory is unfinished. */
  public static final String SUMS = "SHA256SUMS";

  private static final String REPLACED = "_replaced-";

  /** Of all files read into memory: a hostile bundle must not fill it. */
  private static final long MAX_BYTES = 4L << 30;

  /** Of one file: the largest array that every JVM allows. */
  private static final long MAX_FILE_BYTES = Integer.MAX_VALUE - 8;

  private static final long MAX_SUMS_BYTES = 1 << 20;

  private final String kind;
  private final String mend;
  private final Path path;
  private final FileSystem fileSystem;

  /**
   * @param kind what it holds, for errors: for example {@code bundle}
   * @param mend of a damaged one, for errors: for example {@code copy the bundle again}
   * @param path on any file system that Hadoop knows
   */
  public ChecksummedDirectory(String kind, String mend, Path path, Configuration hadoop)
      throws IOException {
    this.kind = kind;
    this.mend = mend;
    this.path = new Path(path.toString()); // without a slash at the end, so that it has a name
    this.fileSystem = withoutCrcFiles(path.getFileSystem(hadoop));
  }

  static ChecksummedDirectory ofBundle(Path path, Configuration hadoop) throws IOException {
    return new ChecksummedDirectory("bundle", "copy the bundle again", path, hadoop);
  }

  /** Hadoop hides a .crc file beside each file on a local disk; SHA256SUMS says more. */
  public static FileSystem withoutCrcFiles(FileSystem fileSystem) {
    return fileSystem instanceof LocalFileSystem local ? local.getRaw() : fileSystem;
  }

  /**
   * Writes what is not there yet.
   *
   * @throws InvalidInputException when the path exists
   */
  public void write(SortedMap<String, FileContent> files) throws IOException {
    requireNothing();
    moveIn(writeAside(files));
  }

  /**
   * Writes, and then puts it where another one may be; that one is deleted last.
   *
   * @throws InvalidInputException when what is there is no bundle, and so perhaps somebody's photos
   */
  void replace(SortedMap<String, FileContent> files) throws IOException {
    if (!fileSystem.exists(path)) {
      write(files);
      deleteReplaced();
      return;
    }
    if (!fileSystem.exists(new Path(path, SUMS))) {
      throw new InvalidInputException(
          "%s is not a finished %s and is not replaced: delete it, or choose another path"
              .formatted(path, kind));
    }
    Path aside = writeAside(files);
    Path old = sibling(REPLACED);
    rename(path, old);
    try {
      moveIn(aside);
    } catch (IOException e) {
      rename(old, path);
      throw e;
    }
    deleteReplaced();
  }

  /** This run's, and what killed runs have left. */
  private void deleteReplaced() throws IOException {
    for (FileStatus old : replaced()) {
      fileSystem.delete(old.getPath(), true);
    }
  }

  private FileStatus[] replaced() throws IOException {
    Path place = fileSystem.makeQualified(path);
    String prefix = place.getName() + REPLACED;
    Path parent = place.getParent();
    return fileSystem.exists(parent)
        ? fileSystem.listStatus(parent, child -> child.getName().startsWith(prefix))
        : new FileStatus[0];
  }

  private Path writeAside(SortedMap<String, FileContent> files) throws IOException {
    Path aside = sibling("_writing-");
    SortedMap<String, String> sums = new TreeMap<>();
    try {
      for (Map.Entry<String, FileContent> file : files.entrySet()) {
        sums.put(file.getKey(), writeFile(new Path(aside, file.getKey()), file.getValue()));
      }
      writeFile(new Path(aside, SUMS), FileContent.of(Checksums.write(sums)));
    } catch (IOException e) {
      fileSystem.delete(aside, true);
      throw e;
    }
    return aside;
  }

  /** Looks again, because Hadoop's rename onto a directory moves into it. */
  private void moveIn(Path aside) throws IOException {
    requireNothing();
    rename(aside, path);
  }

  private void requireNothing() throws IOException {
    if (fileSystem.exists(path)) {
      throw new InvalidInputException(
          "%s exists already: choose another path, or set output.overwrite=true"
              .formatted(named()));
    }
  }

  private void rename(Path from, Path to) throws IOException {
    if (!fileSystem.rename(from, to)) {
      throw new IOException("cannot rename %s to %s".formatted(from, to));
    }
  }

  private Path sibling(String suffix) {
    Path parent = fileSystem.makeQualified(path).getParent();
    return new Path(parent, path.getName() + suffix + UUID.randomUUID());
  }

  /** Gives the SHA-256 in hex. */
  private String writeFile(Path file, FileContent content) throws IOException {
    MessageDigest digest = ContentHash.sha256();
    try (OutputStream out = new DigestOutputStream(fileSystem.create(file, false), digest)) {
      content.writeTo(out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Reads every file that {@code SHA256SUMS} lists.
   *
   * @return the bytes, each as listed, by their paths in the bundle
   * @throws InvalidInputException one line: nothing, an unfinished one, or the file that changed
   */
  public SortedMap<String, byte[]> read() throws IOException {
    Path place = place();
    SortedMap<String, byte[]> files = new TreeMap<>();
    long budget = MAX_BYTES;
    for (Map.Entry<String, String> sum : sums(place).entrySet()) {
      long limit = Math.min(budget, MAX_FILE_BYTES);
      byte[] bytes = readFile(place, sum, (in, length) -> bytes(in, length, limit));
      files.put(sum.getKey(), bytes);
      budget -= bytes.length;
    }
    return files;
  }

  /**
   * Reads one file that {@code SHA256SUMS} lists, of any size.
   *
   * @throws InvalidInputException one line: nothing, an unfinished one, or a file that is missing,
   *     changed or not what the reader expects
   */
  public <T> T read(String name, FileContent.Reader<T> reader) throws IOException {
    Path place = place();
    String sum = sums(place).get(name);
    if (sum == null) {
      throw damaged(name, "%s does not list it".formatted(SUMS), null);
    }
    return readFile(place, Map.entry(name, sum), reader);
  }

  /** What {@code SHA256SUMS} at the path itself says of a file; empty if that is not there. */
  Optional<String> sumInPlace(String name) throws IOException {
    try {
      return Optional.ofNullable(sums(path).get(name));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  /** For example {@code Bundle out/my.bundle}. */
  private String named() {
    return "%s%s %s"
        .formatted(kind.substring(0, 1).toUpperCase(Locale.ROOT), kind.substring(1), path);
  }

  /** Where it is now: at its path, or for the moment, or since a kill, aside. */
  private Path place() throws IOException {
    if (fileSystem.exists(path)) {
      return path;
    }
    FileStatus[] replaced = replaced();
    if (replaced.length == 1) {
      return replaced[0].getPath();
    }
    if (fileSystem.exists(path)) { // the second rename has come meanwhile
      return path;
    }
    throw new InvalidInputException("%s does not exist: train one".formatted(named()));
  }

  private Map<String, String> sums(Path place) throws IOException {
    Path file = new Path(place, SUMS);
    try (InputStream in = fileSystem.open(file)) {
      return Checksums.read(bytes(in, fileSystem.getFileStatus(file).getLen(), MAX_SUMS_BYTES));
    } catch (FileNotFoundException e) {
      throw new InvalidInputException(
          "%s is not a finished %s (it has no %s): %s".formatted(path, kind, SUMS, mend), e);
    } catch (InvalidInputException e) {
      throw damaged(SUMS, e.getMessage(), e);
    }
  }

  private <T> T readFile(Path place, Map.Entry<String, String> sum, FileContent.Reader<T> reader)
      throws IOException {
    Path file = new Path(place, sum.getKey());
    MessageDigest digest = ContentHash.sha256();
    T content;
    try (InputStream in = new DigestInputStream(fileSystem.open(file), digest)) {
      content = reader.read(in, fileSystem.getFileStatus(file).getLen());
      in.transferTo(OutputStream.nullOutputStream()); // what the reader left is in the sum, too
    } catch (FileNotFoundException e) {
      throw new InvalidInputException(
          "%s: %s is missing: %s".formatted(named(), sum.getKey(), mend), e);
    } catch (InvalidInputException e) {
      throw damaged(sum.getKey(), e.getMessage(), e);
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(sum.getValue())) {
      throw new InvalidInputException(
          "%s: %s has changed (its SHA-256 is not the one in %s): %s"
              .formatted(named(), sum.getKey(), SUMS, mend));
    }
    return content;
  }

  private static byte[] bytes(InputStream in, long length, long limit) throws IOException {
    if (length > limit) {
      throw new InvalidInputException(
          "too large (%d bytes), it is not what training wrote".formatted(length));
    }
    byte[] bytes = new byte[(int) length];
    new DataInputStream(in).readFully(bytes);
    return bytes;
  }

  private InvalidInputException damaged(String file, String problem, Throwable cause) {
    return new InvalidInputException(
        "%s: %s: %s: %s".formatted(named(), file, problem, mend), cause);
  }
}
