package io.nightjar.embedding.night;

import io.nightjar.archive.ArchiveChunk;
import io.nightjar.embedding.night.NightOptions.RetryRejects;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Table;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a night's chunks wait to be published: Parquet files in a folder of the table, named after
 * the chunk and the run that made them. A file gets that name once it is written to its end.
 */
final class Staging {
  private static final Logger LOG = LoggerFactory.getLogger(Staging.class);

  /** In the table's location; Iceberg does not look into folders whose names begin so. */
  static final String FOLDER = "_nightjar/staging";

  private static final String ENDING = ".parquet";

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
    return new Staging(new Path(new Path(rows.location(), FOLDER), recipe), hadoop);
  }

  /**
   * A place for outcomes while they are written, never used before: whatever ends the writing, it
   * is not taken for a chunk.
   */
  static String placeOfWriting(String folder) {
    return "%s/writing-%s".formatted(folder, UUID.randomUUID());
  }

  /**
   * Makes what has been written to its end a chunk, in one step.
   *
   * @param rejects in it, which a later run may want to try again
   * @return where it is now
   */
  static String finish(
      String written,
      String folder,
      ArchiveChunk chunk,
      Instant startedAt,
      StagedRows.Rejects rejects,
      Configuration hadoop)
      throws IOException {
    Path place =
        new Path(
            "%s/%s-%d-%d-%d-%s%s"
                .formatted(
                    folder,
                    chunk.key(),
                    startedAt.toEpochMilli(),
                    rejects.ofStorage(),
                    rejects.all(),
                    UUID.randomUUID(),
                    ENDING));
    Path from = new Path(written);
    if (!from.getFileSystem(hadoop).rename(from, place)) {
      throw new IOException("cannot rename %s to %s".formatted(from, place));
    }
    return place.toString();
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
    Map<String, List<Path>> files = files();
    Map<String, StagedChunk> finished = new HashMap<>();
    for (ArchiveChunk chunk : chunks) {
      for (Path file : files.getOrDefault(chunk.key(), List.of())) {
        Optional<StagedChunk> whole = whole(chunk, file, retried);
        if (whole.isPresent()) {
          finished.put(chunk.key(), whole.get());
          break;
        }
      }
    }
    return finished;
  }

  private Map<String, List<Path>> files() throws IOException {
    Map<String, List<Path>> files = new HashMap<>();
    try {
      for (FileStatus file : fileSystem().listStatus(folder)) {
        String name = file.getPath().getName();
        int dash = name.indexOf('-');
        if (dash > 0 && name.endsWith(ENDING) && !name.startsWith(".")) {
          files
              .computeIfAbsent(name.substring(0, dash), key -> new ArrayList<>())
              .add(file.getPath());
        }
      }
    } catch (FileNotFoundException e) {
      return Map.of();
    }
    return files;
  }

  /** Empty for a file that was never finished, or whose images may have changed since. */
  private Optional<StagedChunk> whole(ArchiveChunk chunk, Path file, RetryRejects retried) {
    String[] parts = file.getName().split("-", -1);
    Instant startedAt = Instant.ofEpochMilli(Long.parseLong(parts[1]));
    long rejects = Long.parseLong(parts[retried == RetryRejects.ALL ? 3 : 2]);
    if (rejects > 0 || !chunk.isSettledAt(startedAt)) {
      return Optional.empty();
    }
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
      return Optional.of(new StagedChunk(chunk.key(), file.toString(), reader.getRecordCount()));
    } catch (IOException | RuntimeException e) { // Parquet throws either for what is no whole file
      LOG.info("{} was not finished", file, e);
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
