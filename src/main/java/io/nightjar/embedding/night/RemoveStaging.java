package io.nightjar.embedding.night;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Table;

/**
 * Deletes what runs have staged that were killed and that none has gone on with. A night at work
 * may still take it, so nothing goes while a run holds the table. A folder gets another name first:
 * a night that begins after the last look at the lock does not find it any more.
 */
final class RemoveStaging implements MaintenanceStep {
  private final Table rows;
  private final Instant olderThan;
  private final Configuration hadoop;

  /**
   * @param olderThan the last time that anything was written to the folder
   */
  RemoveStaging(Table rows, Instant olderThan, Configuration hadoop) {
    this.rows = rows;
    this.olderThan = olderThan;
    this.hadoop = hadoop;
  }

  /**
   * What came of it.
   *
   * @param folders deleted, one for each bundle and way of reading
   * @param bytes in them
   */
  record Result(long folders, long bytes) implements StepResult {
    @Override
    public boolean isIdle() {
      return folders == 0;
    }

    @Override
    public String summary() {
      return "%s, %s".formatted(StepResult.count(folders, "folder"), StepResult.bytes(bytes));
    }
  }

  @Override
  public StepResult run() throws IOException {
    Path staging = Staging.root(rows);
    FileSystem files = staging.getFileSystem(hadoop);
    long folders = 0;
    long bytes = 0;
    for (FileStatus folder : folders(files, staging)) {
      if (!isOld(files, folder)) {
        continue;
      }
      Optional<TableHolder> holder = TableHolder.living(rows, hadoop);
      if (holder.isPresent()) {
        return DropGenerations.heldBy(holder.get().runId());
      }
      long size = files.getContentSummary(folder.getPath()).getLength();
      if (!delete(files, folder.getPath())) {
        return DropGenerations.heldBy("that has just begun");
      }
      folders++;
      bytes += size;
    }
    return new Result(folders, bytes);
  }

  private static FileStatus[] folders(FileSystem files, Path staging) throws IOException {
    try {
      return files.listStatus(staging);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private boolean isOld(FileSystem files, FileStatus folder) throws IOException {
    long newest = folder.getModificationTime(); // object stores have none of a folder
    for (FileStatus file : files.listStatus(folder.getPath())) {
      newest = Math.max(newest, file.getModificationTime());
    }
    return newest < olderThan.toEpochMilli();
  }

  /** Whether it is gone; it is not where a run has begun meanwhile, which may want it. */
  private boolean delete(FileSystem files, Path folder) throws IOException {
    Path aside = folder.suffix("-removed-" + UUID.randomUUID());
    if (!files.rename(folder, aside)) {
      throw new IOException("cannot rename %s to %s".formatted(folder, aside));
    }
    if (TableHolder.living(rows, hadoop).isPresent()) {
      // One that has looked for it in vain has made it anew by now, perhaps.
      if (!files.exists(folder)) {
        var unused = files.rename(aside, folder);
      }
      return false;
    }
    return files.delete(aside, true);
  }
}
