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
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Every file under a root, at any depth, ordered by URI; and as rejections the directories that
 * could not be listed and local files whose names are no text.
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
    Deque<FileStatus> directories = new ArrayDeque<>();
    directories.push(root);
    while (!directories.isEmpty()) {
      list(directories.pop(), directories);
    }
  }

  private void list(FileStatus directory, Deque<FileStatus> directories) {
    String label = directory.equals(location.root()) ? null : directory.getPath().getName();
    for (FileStatus child : children(directory)) {
      if (!hiddenFiles.shows(child.getPath().getName())) {
        continue;
      }
      if (child.isDirectory()) {
        directories.push(child);
      } else {
        files.add(new ListedFile(SourceFile.of(child), label));
      }
    }
  }

  private FileStatus[] children(FileStatus directory) {
    Path path = directory.getPath();
    try {
      return LinkCycles.closes(location, path) ? new FileStatus[0] : Patience.of(() -> list(path));
    } catch (IOException e) {
      if (directory.equals(location.root())
          || !StorageErrors.isMendedByUser(StorageException.told(e))) {
        throw ArchiveLocation.unreadable(location.path(), e);
      }
      failures.add(failure(SourceFile.of(directory), e));
      return new FileStatus[0];
    }
  }

  private FileStatus[] list(Path folder) throws IOException {
    return location.fileSystem() instanceof LocalFileSystem local
        ? LocalFolder.list(local, folder, file -> failures.add(unnamed(file)))
        : location.fileSystem().listStatus(folder);
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
