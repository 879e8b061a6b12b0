package io.nightjar.embedding.night;

import io.nightjar.OutputHeldException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Table;

/**
 * Deletes what runs have staged that were killed and that none has gone on with. A night at work
 * may still take it, so nothing goes while a run holds the table.
 */
final class RemoveStaging implements MaintenanceStep {
  private final Table rows;
  private final Instant olderThan;
  private final String runId;
  private final Configuration hadoop;

  /**
   * @param olderThan the last time that anything was written to the folder
   */
  RemoveStaging(Table rows, Instant olderThan, String runId, Configuration hadoop) {
    this.rows = rows;
    this.olderThan = olderThan;
    this.runId = runId;
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
    if (old(files, staging).isEmpty()) {
      return new Result(0, 0);
    }
    try (TableLock lock = TableLock.takeForMaintenance(rows, runId, hadoop)) {
      long folders = 0;
      long bytes = 0;
      for (Path folder : old(files, staging)) {
        long size = files.getContentSummary(folder).getLength();
        lock.requireHeld();
        if (files.delete(folder, true)) {
          folders++;
          bytes += size;
        }
      }
      return new Result(folders, bytes);
    } catch (OutputHeldException e) {
      return new StepResult.Skipped(e.getMessage());
    }
  }

  private List<Path> old(FileSystem files, Path staging) throws IOException {
    List<Path> old = new ArrayList<>();
    for (FileStatus folder : list(files, staging)) {
      if (isOld(files, folder)) {
        old.add(folder.getPath());
      }
    }
    return old;
  }

  private static FileStatus[] list(FileSystem files, Path folder) throws IOException {
    try {
      return files.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private boolean isOld(FileSystem files, FileStatus folder) throws IOException {
    long newest = folder.getModificationTime(); // object stores have none of a folder
    for (FileStatus file : list(files, folder.getPath())) {
      newest = Math.max(newest, file.getModificationTime());
    }
    return newest < olderThan.toEpochMilli();
  }
}
