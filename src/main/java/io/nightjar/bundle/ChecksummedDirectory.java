package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import io.nightjar.image.ContentHash;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
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
   * Opens what is there.
   *
   * @throws InvalidInputException one line: nothing, an unfinished one, or a damaged one
   */
  ChecksummedFiles open() throws IOException {
    return open(place());
  }

  private ChecksummedFiles open(Path place) throws IOException {
    try {
      return ChecksummedFiles.at(named(), mend, fileSystem, place);
    } catch (FileNotFoundException e) {
      throw new InvalidInputException(
          "%s is not a finished %s (it has no %s): %s".formatted(path, kind, SUMS, mend), e);
    }
  }

  /**
   * Reads one file that {@code SHA256SUMS} lists, of any size.
   *
   * @throws InvalidInputException one line: nothing, an unfinished one, or a file that is missing,
   *     changed or not what the reader expects
   */
  public <T> T read(String name, FileContent.Reader<T> reader) throws IOException {
    return open().read(name, reader);
  }

  /** What {@code SHA256SUMS} at the path itself says of a file; empty if that is not there. */
  Optional<String> sumInPlace(String name) throws IOException {
    try {
      return Optional.ofNullable(open(path).sums().get(name));
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
}
