package io.nightjar.embedding.night;

import io.nightjar.archive.ArchiveChunk;
import io.nightjar.embedding.night.NightOptions.RetryRejects;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Table;

/**
 * Where a night's chunks wait to be published: Parquet files in a folder of the table. One counts
 * once it was written to its end, which an empty file beside it says; object stores have no rename
 * that could.
 */
final class Staging {
  private static final String DATA = ".parquet";
  private static final String DONE = ".done";

  private final Path folder;
  private final Configuration hadoop;

  private Staging(Path folder, Configuration hadoop) {
    this.folder = folder;
    this.hadoop = hadoop;
  }

  /**
   * That of runs which would make the same chunks.
   *
   * @param recipe hex: a hash over all that outcomes depend on, besides the files
   */
  static Staging of(Table rows, String recipe, Configuration hadoop) {
    return new Staging(new Path(root(rows), recipe), hadoop);
  }

  /** Where that of all runs is, a folder each. */
  static Path root(Table rows) {
    return new Path(TableLock.folder(rows), "staging");
  }

  /** A place for outcomes, never used before: whatever ends the writing, it is no chunk yet. */
  static String newPlace(String folder) {
    return "%s/%s%s".formatted(folder, hex(UUID.randomUUID()), DATA);
  }

  private static String hex(UUID id) {
    return id.toString().replace("-", "");
  }

  /**
   * Makes what has been written to its end a chunk, in one step.
   *
   * @param place of {@link #newPlace}
   * @param written to it; its rejects a later run may want to try again
   */
  static void finish(
      String place,
      ArchiveChunk chunk,
      Instant startedAt,
      StagedRows.Written written,
      Configuration hadoop)
      throws IOException {
    Path data = new Path(place);
    String name = data.getName().substring(0, data.getName().length() - DATA.length());
    Mark mark = new Mark(chunk.key(), startedAt.toEpochMilli(), written, name);
    data.getFileSystem(hadoop).create(new Path(data.getParent(), mark.name()), true).close();
  }

  /**
   * What the name of the empty file says.
   *
   * @param key the chunk's
   * @param startedAt when the run began that made it, in milliseconds since 1970
   * @param data names the file of its rows
   */
  private record Mark(String key, long startedAt, StagedRows.Written written, String data) {
    private static final Pattern NAME =
        Pattern.compile("(\\w+)" + "-(\\d{1,18})".repeat(6) + "-(\\w+)" + Pattern.quote(DONE));

    String name() {
      return "%s-%d-%d-%d-%d-%d-%d-%s%s"
          .formatted(
              key,
              startedAt,
              written.items(),
              written.passedOver(),
              written.bytes(),
              written.rejects().ofStorage(),
              written.rejects().all(),
              data,
              DONE);
    }

    static Optional<Mark> of(String name) {
      Matcher parts = NAME.matcher(name);
      return parts.matches()
          ? Optional.of(
              new Mark(
                  parts.group(1),
                  Long.parseLong(parts.group(2)),
                  new StagedRows.Written(
                      Long.parseLong(parts.group(3)),
                      Long.parseLong(parts.group(4)),
                      Long.parseLong(parts.group(5)),
                      new StagedRows.Rejects(
                          Long.parseLong(parts.group(6)), Long.parseLong(parts.group(7)))),
                  parts.group(8)))
          : Optional.empty();
    }
  }

  String folder() {
    return folder.toString();
  }

  /**
   * The chunks that earlier runs have finished, by their keys.
   *
   * @param chunks that are to be read tonight
   * @param retried what is to be tried again: chunks that hold such are left out
   */
  Map<String, StagedChunk> finished(List<ArchiveChunk> chunks, RetryRejects retried)
      throws IOException {
    Map<String, Long> lengths = lengths();
    Map<String, List<Mark>> marks =
        lengths.keySet().stream()
            .map(Mark::of)
            .flatMap(Optional::stream)
            .collect(Collectors.groupingBy(Mark::key));
    Map<String, StagedChunk> finished = new HashMap<>();
    for (ArchiveChunk chunk : chunks) {
      marks.getOrDefault(chunk.key(), List.of()).stream()
          .filter(mark -> isOfUse(mark, chunk, lengths, retried))
          .findFirst()
          .ifPresent(mark -> finished.put(chunk.key(), staged(mark)));
    }
    return finished;
  }

  private StagedChunk staged(Mark mark) {
    Path file = new Path(folder, mark.data() + DATA);
    StagedRows.Written written = mark.written();
    return new StagedChunk(mark.key(), file.toString(), written.items(), written.passedOver());
  }

  /** By the files' names. */
  private Map<String, Long> lengths() throws IOException {
    try {
      return Arrays.stream(fileSystem().listStatus(folder))
          .collect(Collectors.toMap(file -> file.getPath().getName(), FileStatus::getLen));
    } catch (FileNotFoundException e) {
      return Map.of();
    }
  }

  /** Not so for a file that was lost or cut short, or whose images may have changed since. */
  private static boolean isOfUse(
      Mark mark, ArchiveChunk chunk, Map<String, Long> lengths, RetryRejects retried) {
    StagedRows.Written written = mark.written();
    long rejects =
        retried == RetryRejects.ALL ? written.rejects().all() : written.rejects().ofStorage();
    return rejects == 0
        && chunk.isSettledAt(Instant.ofEpochMilli(mark.startedAt()))
        && lengths.getOrDefault(mark.data() + DATA, -1L) == written.bytes();
  }

  /** Takes all away: it is published, or of no use. */
  void delete() throws IOException {
    fileSystem().delete(folder, true);
  }

  private FileSystem fileSystem() throws IOException {
    return folder.getFileSystem(hadoop);
  }
}
