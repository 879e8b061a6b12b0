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
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Table;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a night's chunks wait to be published: Parquet files in a folder of the table. One counts
 * once it was written to its end, which an empty file beside it says; object stores have no rename
 * that could.
 */
final class Staging {
  private static final Logger LOG = LoggerFactory.getLogger(Staging.class);
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
   * @param rejects in it, which a later run may want to try again
   */
  static void finish(
      String place,
      ArchiveChunk chunk,
      Instant startedAt,
      StagedRows.Rejects rejects,
      Configuration hadoop)
      throws IOException {
    Path data = new Path(place);
    Mark mark =
        new Mark(
            chunk.key(),
            startedAt.toEpochMilli(),
            rejects,
            data.getName().substring(0, data.getName().length() - DATA.length()));
    data.getFileSystem(hadoop).create(new Path(data.getParent(), mark.name()), true).close();
  }

  /**
   * What the name of the empty file says.
   *
   * @param key the chunk's
   * @param startedAt when the run began that made it, in milliseconds since 1970
   * @param data names the file of its rows
   */
  private record Mark(String key, long startedAt, StagedRows.Rejects rejects, String data) {
    private static final Pattern NAME =
        Pattern.compile("(\\w+)-(\\d+)-(\\d+)-(\\d+)-(\\w+)" + Pattern.quote(DONE));

    String name() {
      return "%s-%d-%d-%d-%s%s"
          .formatted(key, startedAt, rejects.ofStorage(), rejects.all(), data, DONE);
    }

    static Optional<Mark> of(String name) {
      Matcher parts = NAME.matcher(name);
      return parts.matches()
          ? Optional.of(
              new Mark(
                  parts.group(1),
                  Long.parseLong(parts.group(2)),
                  new StagedRows.Rejects(
                      Long.parseLong(parts.group(3)), Long.parseLong(parts.group(4))),
                  parts.group(5)))
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
    Map<String, List<Mark>> marks = marks();
    Map<String, StagedChunk> finished = new HashMap<>();
    for (ArchiveChunk chunk : chunks) {
      for (Mark mark : marks.getOrDefault(chunk.key(), List.of())) {
        Optional<StagedChunk> whole = whole(chunk, mark, retried);
        if (whole.isPresent()) {
          finished.put(chunk.key(), whole.get());
          break;
        }
      }
    }
    return finished;
  }

  /** By the chunks' keys. */
  private Map<String, List<Mark>> marks() throws IOException {
    try {
      return Arrays.stream(fileSystem().listStatus(folder))
          .map(file -> Mark.of(file.getPath().getName()))
          .flatMap(Optional::stream)
          .collect(Collectors.groupingBy(Mark::key));
    } catch (FileNotFoundException e) {
      return Map.of();
    }
  }

  /** Empty for a file that was lost, or whose images may have changed since. */
  private Optional<StagedChunk> whole(ArchiveChunk chunk, Mark mark, RetryRejects retried) {
    long rejects = retried == RetryRejects.ALL ? mark.rejects().all() : mark.rejects().ofStorage();
    if (rejects > 0 || !chunk.isSettledAt(Instant.ofEpochMilli(mark.startedAt()))) {
      return Optional.empty();
    }
    Path file = new Path(folder, mark.data() + DATA);
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
      return Optional.of(new StagedChunk(chunk.key(), file.toString(), reader.getRecordCount()));
    } catch (IOException | RuntimeException e) { // Parquet throws either for what is no whole file
      LOG.info("{} is not whole", file, e);
      return Optional.empty();
    }
  }

  /** Takes all away: it is published, or of no use. */
  void delete() throws IOException {
    fileSystem().delete(folder, true);
  }

  private FileSystem fileSystem() throws IOException {
    return folder.getFileSystem(hadoop);
  }
}
