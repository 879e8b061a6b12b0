package io.nightjar.embedding.night;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.SourceFile;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a night has to do, by comparing what listing saw with what the table knows of it. The driver
 * holds both, a few hundred bytes a file.
 */
final class NightPlan {
  /** What becomes of a file. */
  enum Action {
    /** Not in the table. */
    NEW,
    /** Another length or time, or touched while it was listed last time. */
    CHANGED,
    /** The same, but rejected for a reason that is worth another look. */
    RETRY,
    UNCHANGED,
    /** No longer in the archive. */
    GONE,
    /** In a directory that could not be listed, or by a link that leads nowhere: it stays. */
    UNLISTED
  }

  /**
   * What the table has of files with one action.
   *
   * @param rows of theirs
   * @param rejects of theirs
   */
  record Count(long rows, long rejects) {
    static final Count NONE = new Count(0, 0);

    Count with(FileState state) {
      return state == null ? this : new Count(rows + state.rows(), rejects + state.rejects());
    }
  }

  private final Map<Action, Count> counts = new EnumMap<>(Action.class);
  private final Set<String> toRead = new HashSet<>();
  private final Set<String> replaced = new TreeSet<>();
  private final boolean anyUnlisted;

  private NightPlan(boolean anyUnlisted) {
    this.anyUnlisted = anyUnlisted;
  }

  /**
   * Makes one.
   *
   * @param known what the table knows of each file, by URI; used up
   */
  static NightPlan of(Archive archive, Map<String, FileState> known) {
    NightPlan plan = new NightPlan(!archive.unlisted().isEmpty());
    for (SourceFile file : archive.sources()) {
      FileState state = known.remove(file.uri());
      plan.add(file.uri(), state, action(file, state));
    }
    Set<String> unlisted =
        archive.unlisted().stream().map(ArchiveItem::uri).collect(Collectors.toSet());
    known.forEach(
        (uri, state) -> {
          if (isBelow(uri, unlisted)) {
            plan.add(uri, state, Action.UNLISTED);
          } else if (unlisted.contains(uri) && state.rows() > 0) {
            plan.add(uri, state.withoutRejects(), Action.UNLISTED); // its own comes again
          } else {
            plan.add(uri, state, Action.GONE);
          }
        });
    return plan;
  }

  /** By the folders above a file, of which there are few; what could not be listed may be many. */
  private static boolean isBelow(String uri, Set<String> unlisted) {
    for (int end = uri.lastIndexOf('/'); end > 0; end = uri.lastIndexOf('/', end - 1)) {
      if (unlisted.contains(uri.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  private static Action action(SourceFile file, FileState state) {
    if (state == null) {
      return Action.NEW;
    }
    if (!state.isOf(file)) {
      return Action.CHANGED;
    }
    return state.retried() ? Action.RETRY : Action.UNCHANGED;
  }

  private void add(String uri, FileState state, Action action) {
    counts.put(action, count(action).with(state));
    switch (action) {
      case NEW -> toRead.add(uri);
      case CHANGED, RETRY -> {
        toRead.add(uri);
        replaced.add(uri);
      }
      case GONE -> replaced.add(uri);
      case UNCHANGED, UNLISTED -> {}
    }
  }

  Count count(Action action) {
    return counts.getOrDefault(action, Count.NONE);
  }

  /** Rows of the generation before this night. */
  long rows() {
    return counts.values().stream().mapToLong(Count::rows).sum();
  }

  /** Whether nothing has to be read, taken out or rejected. */
  boolean isIdle() {
    return toRead.isEmpty() && replaced.isEmpty() && !anyUnlisted;
  }

  boolean isToRead(SourceFile file) {
    return toRead.contains(file.uri());
  }

  /** The files whose rows and rejects are replaced or taken out: one column, {@code source_uri}. */
  Dataset<Row> replaced(SparkSession spark) {
    return spark.createDataset(List.copyOf(replaced), Encoders.STRING()).toDF("source_uri");
  }
}
