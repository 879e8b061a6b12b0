package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Tells plain files from links, pipes and devices before anything opens them: a pipe has no writer,
 * a device no end, and a link leads anywhere. Asks the local file system itself, because Hadoop
 * follows links there and takes a pipe for a file.
 */
record PlainFiles(FileSystem fileSystem) {
  /** What an entry of a directory is. */
  enum Kind {
    FILE("a file"),
    DIRECTORY("a directory"),
    LINK("a symbolic link"),
    OTHER("a pipe, a socket or a device");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * An entry of a directory.
   *
   * @param length bytes, of a file
   */
  record Entry(String name, Kind kind, long length) {}

  /**
   * Looks at what is at a path, and follows no link.
   *
   * @throws FileNotFoundException when nothing is there
   */
  Entry entry(Path path) throws IOException {
    if (fileSystem instanceof RawLocalFileSystem local) {
      java.nio.file.Path file = local.pathToFile(path).toPath();
      try {
        return entry(file);
      } catch (FileSystemException e) {
        throw missing(e, file);
      }
    }
    return entry(fileSystem.getFileLinkStatus(path));
  }

  /** In what is no directory nothing is, which Java tells in the system's words only. */
  private static IOException missing(FileSystemException thrown, java.nio.file.Path file) {
    boolean isMissing =
        thrown instanceof NoSuchFileException || !Files.isDirectory(file.getParent());
    return isMissing
        ? (IOException) new FileNotFoundException(file.toString()).initCause(thrown)
        : thrown;
  }

  /**
   * The length of a plain file.
   *
   * @throws InvalidInputException one line that does not name it, when it is anything else
   * @throws FileNotFoundException when nothing is there
   */
  long length(Path file) throws IOException {
    Entry entry = entry(file);
    if (entry.kind() != Kind.FILE) {
      throw new InvalidInputException("it is %s, not a file".formatted(entry.kind()));
    }
    return entry.length();
  }

  /**
   * Lists a directory.
   *
   * @param most entries; where there are more, the rest is left out
   * @throws FileNotFoundException when nothing is there
   */
  List<Entry> list(Path directory, int most) throws IOException {
    return fileSystem instanceof RawLocalFileSystem local
        ? list(local.pathToFile(directory).toPath(), most)
        : listRemote(directory, most);
  }

  private static List<Entry> list(java.nio.file.Path directory, int most) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<java.nio.file.Path> children = Files.newDirectoryStream(directory)) {
      for (java.nio.file.Path child : children) {
        if (entries.size() == most) {
          break;
        }
        entries.add(entry(child));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (FileSystemException e) {
      throw missing(e, directory);
    }
    return entries;
  }

  private List<Entry> listRemote(Path directory, int most) throws IOException {
    List<Entry> entries = new ArrayList<>();
    RemoteIterator<FileStatus> children = fileSystem.listStatusIterator(directory);
    while (entries.size() < most && children.hasNext()) {
      entries.add(entry(children.next()));
    }
    return entries;
  }

  private static Entry entry(java.nio.file.Path path) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new Entry(path.getFileName().toString(), kind(attributes), attributes.size());
  }

  private static Kind kind(BasicFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      return Kind.LINK;
    }
    if (attributes.isOther()) {
      return Kind.OTHER;
    }
    return attributes.isDirectory() ? Kind.DIRECTORY : Kind.FILE;
  }

  private static Entry entry(FileStatus status) {
    Kind kind = status.isSymlink() ? Kind.LINK : status.isDirectory() ? Kind.DIRECTORY : Kind.FILE;
    return new Entry(status.getPath().getName(), kind, status.getLen());
  }
}
