package io.nightjar.embedding.night;

import io.nightjar.OutputHeldException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.expressions.Expressions;

/**
 * Takes out the rows and rejects of all generations but the newest ones, whole partitions at a
 * time. A night may be at work on any generation, so none goes while a run holds the table; one
 * that was stopped for so long that it is taken for dead loses it.
 */
final class DropGenerations implements MaintenanceStep {
  private final NightTables tables;
  private final int keep;
  private final String runId;
  private final Configuration hadoop;

  DropGenerations(NightTables tables, int keep, String runId, Configuration hadoop) {
    this.tables = tables;
    this.keep = keep;
    this.runId = runId;
    this.hadoop = hadoop;
  }

  /** What is gone. */
  record Result(List<Generation> dropped) implements StepResult {
    Result {
      dropped = List.copyOf(dropped);
    }

    @Override
    public boolean isIdle() {
      return dropped.isEmpty();
    }

    long rows() {
      return dropped.stream().mapToLong(Generation::rows).sum();
    }

    @Override
    public String summary() {
      long rejects = dropped.stream().mapToLong(Generation::rejects).sum();
      return "%s dropped: %s, %s"
          .formatted(
              StepResult.count(dropped.size(), "generation"),
              StepResult.count(rows(), "row"),
              StepResult.count(rejects, "reject"));
    }
  }

  @Override
  public StepResult run() throws IOException {
    if (old().isEmpty()) {
      return new Result(List.of());
    }
    try (TableLock lock = TableLock.takeForMaintenance(tables.rows(), runId, hadoop)) {
      List<Generation> dropped = new ArrayList<>();
      for (Generation generation : old()) { // by now a night may have come
        lock.requireHeld();
        dropRows(generation);
        dropRejects(generation);
        dropped.add(generation);
      }
      return new Result(dropped);
    } catch (OutputHeldException e) {
      return new StepResult.Skipped(e.getMessage());
    }
  }

  private List<Generation> old() {
    Table rejects = tables.rejects();
    rejects.refresh();
    List<Generation> all =
        Generations.of(tables, tables.allRejects(Optional.ofNullable(rejects.currentSnapshot())));
    return all.subList(Math.min(keep, all.size()), all.size());
  }

  /** The rows and what is said of them go in one commit. */
  private void dropRows(Generation generation) {
    Transaction transaction = tables.rows().newTransaction();
    UpdateProperties properties = transaction.updateProperties();
    Generations.keys(transaction.table().properties(), generation.fingerprint())
        .forEach(properties::remove);
    properties.commit();
    delete(transaction.newDelete(), generation);
    transaction.commitTransaction();
  }

  private void dropRejects(Generation generation) {
    delete(tables.rejects().newDelete(), generation);
  }

  private void delete(DeleteFiles delete, Generation generation) {
    delete
        .deleteFromRowFilter(Expressions.equal("model_fingerprint", generation.fingerprint()))
        .set(Maintenance.RUN, runId)
        .commit();
  }
}
