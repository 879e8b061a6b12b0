package io.nightjar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Folders on the local disk as wholes: copied, and told from what they were before. */
public final class FolderTree {
  private FolderTree() {}

  /** Copies all that is in a folder, as {@code cp -a} does. */
  public static void copy(Path from, Path to) throws IOException {
    List<Path> paths = paths(from); // before: the copy may lie within
    for (Path path : paths) {
      Path target = to.resolve(from.relativize(path).toString());
      if (Files.isDirectory(path)) {
        Files.createDirectories(target);
      } else {
        Files.copy(path, target);
      }
    }
  }

  /** Every folder and file under one, by its path within, with a hash of its bytes. */
  public static SortedMap<String, Integer> of(Path root) throws IOException {
    SortedMap<String, Integer> contents = new TreeMap<>();
    for (Path path : paths(root)) {
      contents.put(
          root.relativize(path).toString(),
          Files.isDirectory(path) ? 0 : Arrays.hashCode(Files.readAllBytes(path)));
    }
    return contents;
  }

  private static List<Path> paths(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.toList();
    }
  }
}
