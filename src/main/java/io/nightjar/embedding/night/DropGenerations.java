package io.nightjar.embedding.night;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.expressions.Expressions;

/**
 * Takes out the rows and rejects of all generations but the newest ones, whole partitions at a
 * time. A night may be at work on any generation, so none goes while a run holds the table, and a
 * night that begins meanwhile is seen at the very commit.
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

  /** A run has begun meanwhile. */
  private static final class HeldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HeldException() {
      super("held", null, false, false);
    }
  }

  @Override
  public StepResult run() throws IOException {
    Table rows = tables.rows();
    Table rejects = tables.rejects();
    rejects.refresh();
    List<Generation> all =
        Generations.of(tables, tables.allRejects(Optional.ofNullable(rejects.currentSnapshot())));
    List<Generation> old = all.subList(Math.min(keep, all.size()), all.size());
    if (old.isEmpty()) {
      return new Result(List.of());
    }
    Optional<TableHolder> holder = TableHolder.of(rows, hadoop);
    if (holder.isPresent() && holder.get().alive()) {
      return heldBy(holder.get().runId());
    }
    Optional<String> dead = holder.map(TableHolder::held);
    List<Generation> dropped = new ArrayList<>();
    try {
      for (Generation generation : old) {
        dropRows(generation, dead);
        dropped.add(generation);
        dropRejects(generation, dead);
      }
    } catch (HeldException e) { // what is left is left to the next time
      return dropped.isEmpty() ? heldBy("that has just begun") : new Result(dropped);
    }
    return new Result(dropped);
  }

  static StepResult.Skipped heldBy(String run) {
    return new StepResult.Skipped("run %s holds the table".formatted(run));
  }

  /** The rows and what is said of them go in one commit. */
  private void dropRows(Generation generation, Optional<String> dead) {
    Transaction transaction =
        Transactions.newTransaction(
            tables.rows().name(),
            new CheckedOperations(operations(tables.rows()), base -> requireFree(base, dead)));
    UpdateProperties properties = transaction.updateProperties();
    Generations.keys(transaction.table().properties(), generation.fingerprint())
        .forEach(properties::remove);
    properties.commit();
    delete(transaction, generation);
    transaction.commitTransaction();
  }

  private void dropRejects(Generation generation, Optional<String> dead) {
    TableOperations lock = operations(tables.rows());
    Transaction transaction =
        Transactions.newTransaction(
            tables.rejects().name(),
            new CheckedOperations(
                operations(tables.rejects()), base -> requireFree(lock.refresh(), dead)));
    delete(transaction, generation);
    transaction.commitTransaction();
  }

  private static TableOperations operations(Table table) {
    return ((HasTableOperations) table).operations();
  }

  private void delete(Transaction transaction, Generation generation) {
    transaction
        .newDelete()
        .deleteFromRowFilter(Expressions.equal("model_fingerprint", generation.fingerprint()))
        .set(Maintenance.RUN, runId)
        .commit();
  }

  private static void requireFree(TableMetadata base, Optional<String> dead) {
    Optional<String> held = Optional.ofNullable(base.properties().get(TableLock.PROPERTY));
    if (held.isPresent() && !held.equals(dead)) {
      throw new HeldException();
    }
  }
}
