package io.nightjar.runtime;

import io.nightjar.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;

/**
 * Where native libraries are unpacked and loaded from: a {@link PrivateFolder} of one release, on a
 * file system that lets libraries be loaded. It outlives the process where it can, since unpacking
 * takes seconds.
 *
 * @param path of the folder
 */
record NativeFolder(Path path) {
  static final String VARIABLE = "NIGHTJAR_CACHE";

  /** YARN sets it for each container, whose temporary folder goes with it. */
  private static final String YARN_CONTAINER = "CONTAINER_ID";

  /** After this no run of an older release is expected to come back. */
  private static final Duration RELEASE_KEPT = Duration.ofDays(30);

  /** Libraries that a process has loaded stay with it when their files go. */
  private static final Duration FILE_KEPT = Duration.ofDays(1);

  /**
   * The first of the candidates that is fit.
   *
   * @param release whose libraries they are; others get folders of their own
   * @param loads whether libraries can be loaded from a folder
   * @throws InvalidInputException when none is, saying why of each
   */
  static NativeFolder choose(List<Path> candidates, String release, Predicate<Path> loads) {
    List<String> refused = new ArrayList<>();
    for (Path candidate : candidates) {
      try {
        Path folder = PrivateFolder.openGuarded(candidate);
        if (loads.test(folder)) {
          return of(folder, release);
        }
        refused.add(candidate + " does not let libraries be loaded");
      } catch (IOException e) {
        refused.add(reason(e));
      }
    }
    throw new InvalidInputException(
        "No folder for native libraries (%s): set %s to one of your own that allows executing"
            .formatted(String.join("; ", refused), VARIABLE));
  }

  private static String reason(IOException e) {
    // The exceptions of java.nio.file often have nothing but the path to say.
    boolean namesPathOnly = e instanceof java.nio.file.FileSystemException;
    return namesPathOnly ? "cannot write " + e.getMessage() : e.getMessage();
  }

  /** Where it may lie, the best first; the one that the user names stands alone. */
  static List<Path> candidates(Map<String, String> environment) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return List.of(Path.of(named).toAbsolutePath());
    }
    String name = "nightjar-cache-" + System.getProperty("user.name");
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().resolve(name);
    Stream<Path> own =
        Stream.of(
                existing(environment.get("XDG_CACHE_HOME"), ""),
                existing(environment.get("HOME"), ".cache"),
                existing(System.getProperty("user.home"), ".cache"))
            .filter(Objects::nonNull)
            .map(cache -> cache.resolve("nightjar"));
    // The launcher's temporary folder may be a fresh one each time.
    Stream<Path> shared =
        Stream.of(Path.of("/var/tmp", name), temporary, Path.of("/dev/shm", name));
    Stream<Path> container =
        environment.containsKey(YARN_CONTAINER) ? Stream.of(temporary) : Stream.empty();
    Stream<Path> all = Stream.of(container, own, shared).flatMap(paths -> paths);
    return all.distinct().toList();
  }

  /** A home that is not there is no place to make one. */
  private static Path existing(String home, String within) {
    if (home == null || !Path.of(home).isAbsolute() || !Files.isDirectory(Path.of(home))) {
      return null;
    }
    return Path.of(home, within);
  }

  /** Tries it, with a small library of Java's own. */
  static boolean loadsLibraries(Path folder) {
    Path library = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("prefs"));
    if (!Files.exists(library)) {
      return true; // a Java that was cut down; the first real library will tell
    }
    try {
      Path copy = Files.createTempFile(folder, "try", System.mapLibraryName(""));
      try {
        Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
        System.load(copy.toString());
        return true;
      } catch (UnsatisfiedLinkError e) {
        return false;
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      return false;
    }
  }

  private static NativeFolder of(Path folder, String release) throws IOException {
    NativeFolder chosen = new NativeFolder(PrivateFolder.open(folder.resolve(release)));
    Files.setLastModifiedTime(chosen.path, FileTime.from(Instant.now()));
    PrivateFolder.open(chosen.loose());
    deleteOlder(folder, RELEASE_KEPT);
    deleteOlder(chosen.loose(), FILE_KEPT);
    return chosen;
  }

  private static void deleteOlder(Path folder, Duration kept) throws IOException {
    FileTime oldest = FileTime.from(Instant.now().minus(kept));
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (isOlder(entry, oldest)) {
          FileUtil.fullyDelete(entry.toFile());
        }
      }
    }
  }

  static boolean isOlder(Path entry, FileTime time) throws IOException {
    try {
      return Files.getLastModifiedTime(entry).compareTo(time) < 0;
    } catch (NoSuchFileException e) {
      return false; // another process tidies at the same time
    }
  }

  /** For libraries that unpack themselves anew in each process, under names of their own. */
  Path loose() {
    return path.resolve("loose");
  }

  /** For what JavaCPP unpacks, which has its own locks and checks. */
  Path javacpp() {
    return path.resolve("javacpp");
  }

  /**
   * Unpacks a library unless that was done; of several processes at once each gets a whole one.
   *
   * @param resource its absolute name on the class path
   * @return the file, or null if there is no such resource
   */
  Path unpacked(String resource) throws IOException {
    Path library = path.resolve(resource.substring(resource.lastIndexOf('/') + 1));
    if (Files.exists(library)) {
      return library;
    }
    try (InputStream in = NativeFolder.class.getResourceAsStream(resource)) {
      if (in == null) {
        return null;
      }
      Path aside = Files.createTempFile(loose(), "unpacked", "");
      Files.copy(in, aside, StandardCopyOption.REPLACE_EXISTING);
      return Files.move(aside, library, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
