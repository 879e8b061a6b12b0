package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import io.nightjar.image.ContentHash;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of a finished {@link ChecksummedDirectory}, as its {@code SHA256SUMS} lists them at one
 * moment. Only plain files are opened, and none is read beyond the length that it had before.
 */
final class ChecksummedFiles {
  /** Bytes of one file that may be read into memory: the largest array that every JVM allows. */
  static final long MAX_FILE_BYTES = Integer.MAX_VALUE - 8;

  private static final long MAX_SUMS_BYTES = 1 << 20;
  private static final int MAX_ENTRIES = 10_000;

  /** What file managers and Hadoop's local file system leave beside files; never read. */
  private static final Pattern LITTER = Pattern.compile("\\.DS_Store|\\..+\\.crc");

  private final String named;
  private final String mend;
  private final FileSystem fileSystem;
  private final Path place;
  private final SortedMap<String, String> sums;

  private ChecksummedFiles(String named, String mend, FileSystem fileSystem, Path place)
      throws IOException {
    this.named = named;
    this.mend = mend;
    this.fileSystem = fileSystem;
    this.place = place;
    this.sums = readSums();
  }

  /**
   * Reads what a directory lists.
   *
   * @param named the directory in errors
   * @param mend of a damaged one, for errors
   * @param fileSystem without checksums of its own
   * @throws InvalidInputException one line, when what it lists cannot be read
   * @throws FileNotFoundException when it is unfinished
   */
  static ChecksummedFiles at(String named, String mend, FileSystem fileSystem, Path place)
      throws IOException {
    return new ChecksummedFiles(named, mend, fileSystem, place);
  }

  private SortedMap<String, String> readSums() throws IOException {
    Path file = new Path(place, ChecksummedDirectory.SUMS);
    try {
      long length = plainFiles().length(file);
      try (InputStream in = new Limited(fileSystem.open(file), length)) {
        return Checksums.read(FileContent.Reader.whole(MAX_SUMS_BYTES).read(in, length));
      }
    } catch (InvalidInputException e) {
      throw damaged(ChecksummedDirectory.SUMS, e.getMessage(), e);
    }
  }

  private PlainFiles plainFiles() {
    return new PlainFiles(fileSystem);
  }

  /** SHA-256 in hex by file. */
  SortedMap<String, String> sums() {
    return sums;
  }

  /**
   * Refuses files that are not listed, and all that is no file.
   *
   * @throws InvalidInputException one line that names the first of them
   */
  void requireNothingElse() throws IOException {
    Set<String> folders =
        sums.keySet().stream()
            .filter(name -> name.contains("/"))
            .map(name -> name.substring(0, name.indexOf('/')))
            .collect(Collectors.toSet());
    requireNothingElse("", folders);
    for (String folder : folders) {
      requireNothingElse(folder + "/", Set.of());
    }
  }

  private void requireNothingElse(String prefix, Set<String> folders) throws IOException {
    Path folder = prefix.isEmpty() ? place : new Path(place, prefix);
    int entries = 0;
    for (PlainFiles.Entry entry : entries(folder)) {
      require(prefix + entry.name(), entry, folders);
      if (++entries > MAX_ENTRIES) {
        throw new InvalidInputException(
            "%s: it holds more than %,d files: %s".formatted(named, MAX_ENTRIES, mend));
      }
    }
  }

  private void require(String name, PlainFiles.Entry entry, Set<String> folders) {
    boolean isFile = entry.kind() == PlainFiles.Kind.FILE;
    if (folders.contains(name)) {
      if (entry.kind() != PlainFiles.Kind.DIRECTORY) {
        throw damaged(name, "it is %s, not a directory".formatted(entry.kind()), null);
      }
    } else if (sums.containsKey(name) || name.equals(ChecksummedDirectory.SUMS)) {
      if (!isFile) {
        throw damaged(name, "it is %s, not a file".formatted(entry.kind()), null);
      }
    } else if (!isFile || !LITTER.matcher(entry.name()).matches()) {
      throw new InvalidInputException(
          "%s: it holds %s, %s that %s does not list: delete it, or %s"
              .formatted(named, name, entry.kind(), ChecksummedDirectory.SUMS, mend));
    }
  }

  private List<PlainFiles.Entry> entries(Path folder) throws IOException {
    try {
      return plainFiles().list(folder, MAX_ENTRIES + 1);
    } catch (FileNotFoundException e) { // told by the first of its files that is to be read
      return List.of();
    }
  }

  /**
   * Reads a file that is listed into memory.
   *
   * @param limit bytes that it may have
   * @throws InvalidInputException as {@link #read}, and when it is longer
   */
  byte[] bytes(String name, long limit) throws IOException {
    return read(name, FileContent.Reader.whole(limit));
  }

  /**
   * Reads a file that is listed, of any size.
   *
   * @throws InvalidInputException one line: a file that is missing, changed, no file at all or not
   *     what the reader expects
   */
  <T> T read(String name, FileContent.Reader<T> reader) throws IOException {
    String sum = sums.get(name);
    if (sum == null) {
      throw damaged(name, "%s does not list it".formatted(ChecksummedDirectory.SUMS), null);
    }
    Path file = new Path(place, name);
    MessageDigest digest = ContentHash.sha256();
    T content;
    boolean longer;
    try {
      long length = plainFiles().length(file);
      try (InputStream whole = fileSystem.open(file)) {
        InputStream in = new DigestInputStream(new Limited(whole, length), digest);
        content = reader.read(in, length);
        in.transferTo(OutputStream.nullOutputStream()); // what the reader left is in the sum, too
        longer = whole.read() >= 0;
      }
    } catch (FileNotFoundException e) {
      throw new InvalidInputException("%s: %s is missing: %s".formatted(named, name, mend), e);
    } catch (InvalidInputException e) {
      throw damaged(name, e.getMessage(), e);
    }
    if (longer || !HexFormat.of().formatHex(digest.digest()).equals(sum)) {
      throw new InvalidInputException(
          "%s: %s has changed (its SHA-256 is not the one in %s): %s"
              .formatted(named, name, ChecksummedDirectory.SUMS, mend));
    }
    return content;
  }

  private InvalidInputException damaged(String file, String problem, Throwable cause) {
    return new InvalidInputException("%s: %s: %s: %s".formatted(named, file, problem, mend), cause);
  }

  /** Ends where a file ended when its length was asked for, whatever has been added since. */
  private static final class Limited extends FilterInputStream {
    private long left;

    Limited(InputStream in, long length) {
      super(in);
      left = length;
    }

    @Override
    public int read() throws IOException {
      int next = left > 0 ? in.read() : -1;
      left -= next < 0 ? left : 1;
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = left > 0 ? in.read(buffer, offset, (int) Math.min(length, left)) : -1;
      left -= count < 0 ? left : count;
      return count;
    }
  }
}
