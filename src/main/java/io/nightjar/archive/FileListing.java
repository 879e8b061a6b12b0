package io.nightjar.archive;

import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import io.nightjar.runtime.StorageErrors;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Every file under a root, at any depth, once, ordered by URI; and as rejections the directories
 * that could not be listed, the links that lead nowhere and local files whose names are no text.
 *
 * <p>Lists local folders as {@link LocalFolder} does and others with {@code listStatus}. {@code
 * listFiles} and {@code listLocatedStatus} would start a process for each local file to ask for its
 * permissions.
 */
final class FileListing {
  private final ArchiveLocation location;
  private final HiddenFiles hiddenFiles;
  private final List<ListedFile> files = new ArrayList<>();
  private final List<ArchiveItem> failures = new ArrayList<>();
  private Optional<LocalLinks> links = Optional.empty();

  private FileListing(ArchiveLocation location, HiddenFiles hiddenFiles) {
    this.location = location;
    this.hiddenFiles = hiddenFiles;
  }

  static FileListing of(ArchiveLocation location, HiddenFiles hiddenFiles) {
    var listing = new FileListing(location, hiddenFiles);
    listing.walk();
    listing.files.sort(Comparator.comparing(file -> file.source().uri()));
    listing.failures.sort(Comparator.comparing(ArchiveItem::uri));
    return listing;
  }

  /** True if the root itself is a file. */
  boolean isSingleFile() {
    return location.root().isFile();
  }

  List<ListedFile> files() {
    return files;
  }

  /**
   * What a rule is held against, for example {@code cats/1.jpg}; of a single file its name. So is
   * it without patterns, for millions of paths take a while.
   */
  String pathFor(ListedFile file, NameRule rule) {
    return isSingleFile() || rule.globs().isAll() ? file.source().name() : pathBelowRoot(file);
  }

  private String pathBelowRoot(ListedFile file) {
    String path = FileUri.toPath(file.source().uri()).toUri().getPath();
    String root = location.root().getPath().toUri().getPath();
    return path.substring(root.endsWith("/") ? root.length() : root.length() + 1);
  }

  List<ArchiveItem> failures() {
    return failures;
  }

  private void walk() {
    FileStatus root = location.root();
    if (root.isFile()) {
      files.add(new ListedFile(SourceFile.of(root), null));
      return;
    }
    links = links(root);
    walk(root);
    for (var found = nextLink(); found.isPresent(); found = nextLink()) {
      if (found.get().isDirectory()) {
        walk(found.get());
      } else {
        add(found.get(), label(found.get().getPath().getParent()));
      }
    }
  }

  /** Other file systems have none, or follow them themselves. */
  private Optional<LocalLinks> links(FileStatus root) {
    try {
      return location.fileSystem() instanceof LocalFileSystem local
          ? Optional.of(LocalLinks.below(local, root.getPath(), hiddenFiles, failures::add))
          : Optional.empty();
    } catch (IOException e) {
      throw ArchiveLocation.unreadable(location.path(), e);
    }
  }

  private Optional<FileStatus> nextLink() {
    return links.flatMap(LocalLinks::next);
  }

  private void walk(FileStatus from) {
    Deque<FileStatus> directories = new ArrayDeque<>();
    directories.push(from);
    while (!directories.isEmpty()) {
      list(directories.pop(), directories);
    }
  }

  private void list(FileStatus directory, Deque<FileStatus> directories) {
    String label = label(directory.getPath());
    for (FileStatus child : children(directory)) {
      if (!hiddenFiles.shows(child.getPath().getName()) || isKnown(child)) {
        continue;
      }
      if (child.isDirectory()) {
        directories.push(child);
      } else {
        add(child, label);
      }
    }
  }

  private boolean isKnown(FileStatus child) {
    return links.isPresent() && links.get().isKnown(child.getPath());
  }

  private void add(FileStatus file, String label) {
    files.add(new ListedFile(SourceFile.of(file), label));
  }

  private String label(Path folder) {
    return folder.equals(location.root().getPath()) ? null : folder.getName();
  }

  private FileStatus[] children(FileStatus directory) {
    Path path = directory.getPath();
    try {
      Listed listed = Patience.of(() -> list(path));
      listed.unnamed().forEach(file -> failures.add(unnamed(file)));
      listed.links().forEach(this::linked);
      return listed.children();
    } catch (IOException e) {
      if (directory.equals(location.root())
          || !StorageErrors.isMendedByUser(StorageException.told(e))) {
        throw ArchiveLocation.unreadable(location.path(), e);
      }
      failures.add(failure(SourceFile.of(directory), e));
      return new FileStatus[0];
    }
  }

  /** One attempt, which leaves nothing behind when it fails. */
  private Listed list(Path folder) throws IOException {
    List<SourceFile> unnamed = new ArrayList<>();
    List<Path> linked = new ArrayList<>();
    FileStatus[] children =
        location.fileSystem() instanceof LocalFileSystem local
            ? LocalFolder.list(local, folder, unnamed::add, linked::add)
            : location.fileSystem().listStatus(folder);
    return new Listed(children, unnamed, linked);
  }

  /**
   * What is in a folder.
   *
   * @param unnamed local files whose names are no text
   * @param links those of a local folder
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  private record Listed(FileStatus[] children, List<SourceFile> unnamed, List<Path> links) {}

  private void linked(Path link) {
    if (hiddenFiles.shows(link.getName())) {
      links.orElseThrow().add(link);
    }
  }

  private static ArchiveItem unnamed(SourceFile file) {
    String detail = "its name is not UTF-8: rename it";
    return new ArchiveItem(
        file.uri(), null, file, new Rejection(Stage.LIST, Reason.UNREADABLE, detail));
  }

  private static ArchiveItem failure(SourceFile directory, IOException cause) {
    String detail = "the directory cannot be listed: " + OneLine.of(cause);
    return new ArchiveItem(
        directory.uri(), null, directory, new Rejection(Stage.LIST, Reason.UNREADABLE, detail));
  }
}
