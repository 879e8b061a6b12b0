package io.nightjar.archive;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;

/**
 * What is in a folder of the local file system, links followed: as {@code listStatus} tells it, but
 * by one question to the kernel for each file where that asks five.
 */
final class LocalFolder {
  private static final char REPLACEMENT = '\uFFFD';

  private LocalFolder() {}

  /**
   * All but the checksums that Hadoop keeps beside its files.
   *
   * @param unnamed told of what has a name that is no text in this JVM's encoding, which nobody
   *     could open by its URI: that of its bytes
   */
  static FileStatus[] list(
      LocalFileSystem files, org.apache.hadoop.fs.Path folder, Consumer<SourceFile> unnamed)
      throws IOException {
    List<FileStatus> found = new ArrayList<>();
    try (DirectoryStream<Path> children =
        Files.newDirectoryStream(files.pathToFile(folder).toPath())) {
      for (Path child : children) {
        String name = child.getFileName().toString();
        if (name.indexOf(REPLACEMENT) >= 0 && !Files.exists(child.resolveSibling(name))) {
          unnamed.accept(ofBytes(child));
        } else if (!isChecksum(name)) {
          add(child, new org.apache.hadoop.fs.Path(folder, relative(name)), found);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found.toArray(FileStatus[]::new);
  }

  private static SourceFile ofBytes(Path child) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new SourceFile(
        child.toUri().toASCIIString(),
        attributes.size(),
        attributes.lastModifiedTime().toInstant());
  }

  private static boolean isChecksum(String name) {
    return name.startsWith(".") && name.endsWith(".crc");
  }

  /** A name may have a colon, which would make it look like a scheme's. */
  private static org.apache.hadoop.fs.Path relative(String name) {
    return new org.apache.hadoop.fs.Path(null, null, name);
  }

  private static void add(Path child, org.apache.hadoop.fs.Path path, List<FileStatus> found)
      throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(child, BasicFileAttributes.class);
      found.add(
          new FileStatus(
              attributes.size(),
              attributes.isDirectory(),
              1,
              0,
              attributes.lastModifiedTime().toMillis(),
              path));
    } catch (NoSuchFileException e) {
      // It has just vanished, or is a link to nowhere.
    } catch (FileSystemException e) {
      if (!Files.isSymbolicLink(child)) { // such a link leads to itself, or where nobody may look
        throw e;
      }
    }
  }
}
