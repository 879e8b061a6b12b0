package io.nightjar.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.LocalFileSystem;

/** The symbolic links of the local file system that lead back to a folder that they are in. */
final class LinkCycles {
  private LinkCycles() {}

  /** True if a folder below the archive's root is such a link. */
  static boolean closes(ArchiveLocation location, org.apache.hadoop.fs.Path folder)
      throws IOException {
    if (!(location.fileSystem() instanceof LocalFileSystem local)) {
      return false;
    }
    Path link = local.pathToFile(folder).toPath();
    return Files.isSymbolicLink(link)
        && leadsBack(link, local.pathToFile(location.root().getPath()).toPath());
  }

  private static boolean leadsBack(Path link, Path root) throws IOException {
    for (Path at = link.getParent(); at != null && at.startsWith(root); at = at.getParent()) {
      if (Files.isSameFile(at, link)) {
        return true;
      }
    }
    return false;
  }
}
