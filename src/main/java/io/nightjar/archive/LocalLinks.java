package io.nightjar.archive;

import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;

/**
 * The symbolic links of an archive on the local file system, followed so that each real file is
 * listed once. A file goes by its own path where that lies within the archive; else by the first
 * link that leads to it or to a folder that it is in, in the order of the links' URIs.
 *
 * <p>A folder is walked without its links, which wait until that is done. So whether a link's
 * target is listed already follows from its real path and the few folders that are walked; only
 * what links name one by one is remembered.
 */
final class LocalLinks {
  private final LocalFileSystem files;
  private final HiddenFiles hiddenFiles;
  private final Consumer<ArchiveItem> failures;

  /** In the order of their URIs. */
  private final TreeMap<String, org.apache.hadoop.fs.Path> waiting = new TreeMap<>();

  /** Real folders of which all is listed that shows. */
  private final Set<Path> trees = new HashSet<>();

  /** Real files that a link has named. */
  private final Set<Path> targets = new HashSet<>();

  /** The folder that is walked, as it is reached and as it is. */
  private Path reached;

  private Path real;

  private LocalLinks(
      LocalFileSystem files, HiddenFiles hiddenFiles, Consumer<ArchiveItem> failures) {
    this.files = files;
    this.hiddenFiles = hiddenFiles;
    this.failures = failures;
  }

  /**
   * Begins with a folder that is about to be walked.
   *
   * @param failures told of links that cannot be followed
   */
  static LocalLinks below(
      LocalFileSystem files,
      org.apache.hadoop.fs.Path folder,
      HiddenFiles hiddenFiles,
      Consumer<ArchiveItem> failures)
      throws IOException {
    LocalLinks links = new LocalLinks(files, hiddenFiles, failures);
    Path root = files.pathToFile(folder).toPath();
    links.enter(root, root.toRealPath());
    return links;
  }

  /** Begins with a few files that are listed, to which links may lead as well. */
  static LocalLinks beside(
      LocalFileSystem files, List<FileStatus> listed, Consumer<ArchiveItem> failures)
      throws IOException {
    LocalLinks links = new LocalLinks(files, HiddenFiles.INCLUDE, failures);
    for (FileStatus file : listed) {
      links.targets.add(files.pathToFile(file.getPath()).toPath().toRealPath());
    }
    return links;
  }

  private void enter(Path asReached, Path asItIs) {
    reached = asReached;
    real = asItIs;
    trees.add(asItIs);
  }

  /** Has a link wait. */
  void add(org.apache.hadoop.fs.Path link) {
    waiting.put(FileUri.of(link), link);
  }

  /**
   * Follows the next link that leads to something new: a file, or a folder, whose walk then begins.
   *
   * @return what it leads to, under the link's own path; empty when no link is left
   */
  Optional<FileStatus> next() {
    Optional<FileStatus> found = Optional.empty();
    while (found.isEmpty() && !waiting.isEmpty()) {
      found = follow(waiting.pollFirstEntry().getValue());
    }
    return found;
  }

  private Optional<FileStatus> follow(org.apache.hadoop.fs.Path path) {
    Path link = files.pathToFile(path).toPath();
    try {
      Path target = link.toRealPath();
      if (isListed(target)) {
        return Optional.empty();
      }
      BasicFileAttributes attributes = Files.readAttributes(target, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        enter(link, target);
      } else {
        targets.add(target);
      }
      return Optional.of(LocalFolder.status(path, attributes));
    } catch (IOException e) {
      failures.accept(failure(path, link, e));
      return Optional.empty();
    }
  }

  private boolean isListed(Path target) {
    if (targets.contains(target)) {
      return true;
    }
    for (Path at = target; at.getFileName() != null; at = at.getParent()) {
      if (trees.contains(at)) {
        return true;
      }
      if (!hiddenFiles.shows(at.getFileName().toString())) {
        return false;
      }
    }
    return trees.contains(target.getRoot());
  }

  /** True for a file or folder that the walk meets and that was listed by another way before. */
  boolean isKnown(org.apache.hadoop.fs.Path path) {
    if (trees.size() == 1) {
      return false; // the archive's own folder: links come after it
    }
    Path met = real.resolve(reached.relativize(files.pathToFile(path).toPath()));
    return trees.contains(met) || targets.contains(met);
  }

  private static ArchiveItem failure(org.apache.hadoop.fs.Path path, Path link, IOException e) {
    var source = new SourceFile(FileUri.of(path), 0, modifiedAt(link));
    String detail = "a link to %s, %s".formatted(target(link), why(e));
    return new ArchiveItem(
        source.uri(), null, source, new Rejection(Stage.LIST, Reason.UNREADABLE, detail));
  }

  private static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "where there is nothing";
    }
    return e instanceof AccessDeniedException
        ? "which may not be read"
        : "which cannot be followed: " + OneLine.of(e);
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "an unknown place";
    }
  }

  private static Instant modifiedAt(Path link) {
    try {
      return Files.getLastModifiedTime(link, LinkOption.NOFOLLOW_LINKS).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }
}
