package io.nightjar.embedding.night;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.DeleteFileSet;

/**
 * Takes out the files of deletes that no data file has a use for any more, since it was written
 * anew without their rows. Reads metadata only. Iceberg's own action for it fails on tables with a
 * list among their columns.
 *
 * @see <a href="https://github.com/apache/iceberg/issues/14619">Iceberg's issue 14619, open in
 *     1.10.2</a>
 */
final class RemoveDanglingDeletes implements MaintenanceStep {
  private final Table table;
  private final String runId;

  RemoveDanglingDeletes(Table table, String runId) {
    this.table = table;
    this.runId = runId;
  }

  /**
   * What came of it.
   *
   * @param files of deletes taken out
   */
  record Result(long files) implements StepResult {
    @Override
    public boolean isIdle() {
      return files == 0;
    }

    @Override
    public String summary() {
      return StepResult.count(files, "file");
    }
  }

  @Override
  public StepResult run() throws IOException {
    table.refresh();
    Snapshot snapshot = table.currentSnapshot();
    List<DeleteFile> dangling = snapshot == null ? List.of() : dangling(snapshot);
    if (dangling.isEmpty()) {
      return new Result(0);
    }
    RewriteFiles rewrite = table.newRewrite().validateFromSnapshot(snapshot.snapshotId());
    dangling.forEach(rewrite::deleteFile);
    rewrite.set(Maintenance.RUN, runId).commit();
    return new Result(dangling.size());
  }

  private List<DeleteFile> dangling(Snapshot snapshot) throws IOException {
    List<ManifestFile> manifests = snapshot.deleteManifests(table.io());
    if (manifests.isEmpty()) {
      return List.of();
    }
    Set<DeleteFile> used = used(snapshot);
    List<DeleteFile> dangling = new ArrayList<>();
    for (ManifestFile manifest : manifests) {
      try (ManifestReader<DeleteFile> deletes =
          ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
        for (DeleteFile delete : deletes) {
          if (!used.contains(delete)) {
            dangling.add(delete.copyWithoutStats());
          }
        }
      }
    }
    return dangling;
  }

  private Set<DeleteFile> used(Snapshot snapshot) throws IOException {
    Set<DeleteFile> used = DeleteFileSet.create();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
      tasks.forEach(task -> used.addAll(task.deletes()));
    }
    return used;
  }
}
