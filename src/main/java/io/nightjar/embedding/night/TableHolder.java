package io.nightjar.embedding.night;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;

/**
 * The run that holds a table, or held it when it was killed.
 *
 * @param runId as in its run report
 * @param process where its driver runs, for example {@code 4711 on node3}
 * @param since when that process began, ISO 8601 in UTC; {@code ?} if that cannot be told
 * @param alive whether it is still there
 */
public record TableHolder(String runId, String process, String since, boolean alive) {
  /** Whoever holds a table now; takes half a minute for a dead run of another machine. */
  static Optional<TableHolder> of(Table rows, Configuration hadoop) throws IOException {
    rows.refresh();
    String held = rows.properties().get(TableLock.PROPERTY);
    return held == null ? Optional.empty() : Optional.of(of(rows, held, hadoop));
  }

  private static TableHolder of(Table rows, String held, Configuration hadoop) throws IOException {
    String[] parts = held.split(" ", -1);
    boolean isWhole = parts.length == 4;
    return new TableHolder(
        parts[0],
        isWhole ? "%s on %s".formatted(parts[2], parts[1]) : "?",
        isWhole ? parts[3] : "?",
        TableLock.isAlive(rows, held, hadoop));
  }
}
