package io.nightjar.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;

/**
 * What is in a folder of the local file system: as {@code listStatus} tells it, but by one question
 * to the kernel for each file where that asks five, and with its links unfollowed.
 */
final class LocalFolder {
  private static final char REPLACEMENT = '\uFFFD';

  private LocalFolder() {}

  /**
   * All but the checksums that Hadoop keeps beside its files.
   *
   * @param unnamed told of what has a name that is no text in this JVM's encoding, which nobody
   *     could open by its URI: that of its bytes
   * @param links told of symbolic links, which are not in the list
   */
  static FileStatus[] list(
      LocalFileSystem files,
      org.apache.hadoop.fs.Path folder,
      Consumer<SourceFile> unnamed,
      Consumer<org.apache.hadoop.fs.Path> links)
      throws IOException {
    List<FileStatus> found = new ArrayList<>();
    try (DirectoryStream<Path> children =
        Files.newDirectoryStream(files.pathToFile(folder).toPath())) {
      for (Path child : children) {
        String name = child.getFileName().toString();
        if (name.indexOf(REPLACEMENT) >= 0 && !isThere(child.resolveSibling(name))) {
          unnamed.accept(ofBytes(child, folder));
        } else if (!isChecksum(name)) {
          add(child, new org.apache.hadoop.fs.Path(folder, relative(name)), links, found);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found.toArray(FileStatus[]::new);
  }

  /** Whether something has this name, be it a link to nowhere. */
  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static SourceFile ofBytes(Path child, org.apache.hadoop.fs.Path folder)
      throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new SourceFile(
        FileUri.ofChild(folder, bytes(child)),
        attributes.size(),
        attributes.lastModifiedTime().toInstant());
  }

  /** A name's bytes, which Java tells nowhere but in its URI. */
  private static byte[] bytes(Path child) {
    String path = child.toUri().getRawPath();
    String name = StringUtils.stripEnd(path, "/"); // it has one where it is a folder
    return URLDecoder.decode(
            name.substring(name.lastIndexOf('/') + 1).replace("+", "%2B"), ISO_8859_1)
        .getBytes(ISO_8859_1);
  }

  private static boolean isChecksum(String name) {
    return name.startsWith(".") && name.endsWith(".crc");
  }

  /** A name may have a colon, which would make it look like a scheme's. */
  private static org.apache.hadoop.fs.Path relative(String name) {
    return new org.apache.hadoop.fs.Path(null, null, name);
  }

  private static void add(
      Path child,
      org.apache.hadoop.fs.Path path,
      Consumer<org.apache.hadoop.fs.Path> links,
      List<FileStatus> found)
      throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        links.accept(path);
      } else {
        found.add(status(path, attributes));
      }
    } catch (NoSuchFileException e) {
      // It has just vanished.
    }
  }

  /** What Hadoop would say of a file or folder. */
  static FileStatus status(org.apache.hadoop.fs.Path path, BasicFileAttributes attributes) {
    return new FileStatus(
        attributes.size(),
        attributes.isDirectory(),
        1,
        0,
        attributes.lastModifiedTime().toMillis(),
        path);
  }
}
