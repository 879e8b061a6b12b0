package io.nightjar.job;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Tells which disk is full. The system says no more than that one is, so the path is taken from the
 * exception where that has one, and otherwise from the places that the run writes to.
 *
 * @param what of what there is no more, as the system or a library says
 */
record FullDisk(String what) {
  private static final Pattern SAID =
      Pattern.compile(
          "No space left on device|Disk quota exceeded|database or disk is full"
              + "|Could not find any valid local directory(?: for [^\\s]+)?"
              + "|Failed to create local dir"
              // Of a file that is mapped into memory.
              + "|a fault occurred in (?:a recent|an) unsafe memory access operation");

  /** As Java tells of a file that it cannot open, or Hadoop. */
  private static final Pattern PATH =
      Pattern.compile("(?:^|\\s)(?:file:)?(/[^\\r\\n]*?)(?: \\(|: )(?:No space left|Disk quota)");

  private static final Pattern NOT_MADE =
      Pattern.compile("Mkdirs failed to create (?:file:)?(/[^\\r\\n]*?)(?: \\(exists=|$)");

  /** As Spark tells where a task has run. */
  private static final Pattern HOST =
      Pattern.compile("Lost task \\S+ in stage \\S+ \\(TID \\d+\\) \\((\\S+) executor (\\d+)\\)");

  /** A run that fails tidies up, so that its disk is no longer quite full. */
  private static final long NEARLY_FULL_BYTES = 64L << 20;

  private static final int NEARLY_FULL_SHARE = 50;

  /** The console's line, or nothing where no disk is full. */
  static Optional<String> line(Thrown thrown) {
    return thrown
        .messages()
        .flatMap(message -> SAID.matcher(message).results())
        .map(MatchResult::group)
        .findFirst()
        .map(what -> new FullDisk(what).line(thrown.messages().toList(), thrown))
        .or(() -> folderThatIsNotMade(thrown));
  }

  /** Where Hadoop cannot make a folder, it does not say why. */
  private static Optional<String> folderThatIsNotMade(Thrown thrown) {
    return thrown
        .messages()
        .flatMap(message -> NOT_MADE.matcher(message).results())
        .map(found -> found.group(1))
        .filter(FullDisk::isNearlyFull)
        .findFirst()
        .map(path -> line("Cannot make a folder", disks(Map.of("", path)).toList()));
  }

  private String line(List<String> messages, Thrown thrown) {
    Optional<String> host = found(messages, HOST).map(FullDisk::host);
    if (host.isPresent()) {
      return "%s on %s: free some of its disks, spark.local.dir above all"
          .formatted(what, host.get());
    }
    Map<String, String> places = new LinkedHashMap<>();
    path(messages, thrown).ifPresent(path -> places.put("", path));
    List<String> full =
        places.isEmpty() ? fullAmong(thrown.given().places()) : disks(places).toList();
    return line(what, full);
  }

  private static String line(String what, List<String> full) {
    return full.isEmpty()
        ? what + ": free some"
        : "%s: %s: free some there, or write elsewhere".formatted(what, String.join("; ", full));
  }

  private static String host(MatchResult lost) {
    return "%s (executor %s)".formatted(lost.group(1), lost.group(2));
  }

  private static Optional<String> path(List<String> messages, Thrown thrown) {
    Optional<String> file =
        thrown
            .last(FileSystemException.class::isInstance)
            .map(cause -> ((FileSystemException) cause).getFile());
    return file.or(() -> found(messages, PATH).map(found -> found.group(1)));
  }

  private static Optional<MatchResult> found(List<String> messages, Pattern pattern) {
    return messages.stream().flatMap(text -> pattern.matcher(text).results()).findFirst();
  }

  /** The nearly full ones, or all where none is: then its inodes may be used up, or a quota. */
  private static List<String> fullAmong(Map<String, String> places) {
    Map<String, String> full =
        places.entrySet().stream()
            .filter(place -> isNearlyFull(place.getValue()))
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    Map.Entry::getValue,
                    (one, other) -> one,
                    LinkedHashMap::new));
    return disks(full.isEmpty() ? places : full).toList();
  }

  private static boolean isNearlyFull(String path) {
    try {
      FileStore disk = disk(path);
      long total = disk.getTotalSpace();
      return total > 0
          && disk.getUsableSpace() <= Math.max(NEARLY_FULL_BYTES, total / NEARLY_FULL_SHARE);
    } catch (IOException e) {
      return false;
    }
  }

  /** Each disk once, with the places that lie there. */
  private static Stream<String> disks(Map<String, String> places) {
    Map<String, String> byDisk = new LinkedHashMap<>();
    places.forEach(
        (key, path) -> {
          try {
            String place = key.isEmpty() ? path : key + "=" + path;
            byDisk.merge(described(disk(path)), place, (one, other) -> one + ", " + other);
          } catch (IOException e) {
            // It cannot be looked at, so it is not the one that was written to.
          }
        });
    return byDisk.entrySet().stream().map(disk -> disk.getValue() + " is on " + disk.getKey());
  }

  /** The one on which a path lies, or would. */
  private static FileStore disk(String path) throws IOException {
    Path at = Path.of(path).toAbsolutePath();
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return Files.getFileStore(at);
  }

  /** For example {@code /mnt (tmpfs), 12 KB of 64 KB free}. */
  private static String described(FileStore disk) throws IOException {
    return "%s, %s of %s free"
        .formatted(
            disk,
            FileUtils.byteCountToDisplaySize(disk.getUsableSpace()),
            FileUtils.byteCountToDisplaySize(disk.getTotalSpace()));
  }
}
