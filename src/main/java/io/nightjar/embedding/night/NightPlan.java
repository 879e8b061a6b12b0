package io.nightjar.embedding.night;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.SourceFile;
import java.io.Serializable;
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
    /** The same, but worth another look: for what it was rejected, or since uris are doubled. */
    RETRY,
    UNCHANGED,
    /** No longer in the archive. */
    GONE,
    /** What listing could not reach, or within that: it stays. */
    UNLISTED
  }

  /**
   * The places of an archive that listing could not reach.
   *
   * @param uris of folders, links and files
   */
  record Unlisted(Set<String> uris) implements Serializable {
    static Unlisted of(Archive archive) {
      return new Unlisted(
          archive.unlisted().stream().map(ArchiveItem::uri).collect(Collectors.toSet()));
    }

    /** Whether a file is such a place, or within one. */
    boolean holds(String file) {
      for (int end = file.length(); end > 0; end = file.lastIndexOf('/', end - 1)) {
        if (uris.contains(file.substring(0, end))) {
          return true;
        }
      }
      return false;
    }
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
  private final Unlisted unlisted;
  private final DoubledUris doubled;

  private NightPlan(Unlisted unlisted, DoubledUris doubled) {
    this.unlisted = unlisted;
    this.doubled = doubled;
  }

  /**
   * Makes one.
   *
   * @param table what it knows of each file; used up
   * @param passedOver what is known to be no image
   */
  static NightPlan of(Archive archive, KnownFiles table, PassedOverFiles passedOver) {
    Map<String, FileState> known = table.states();
    NightPlan plan = new NightPlan(Unlisted.of(archive), table.doubled());
    for (SourceFile file : archive.sources()) {
      FileState state = known.remove(file.uri());
      boolean isNoImage = state == null && passedOver.isWithoutImages(file);
      plan.add(file.uri(), state, isNoImage ? Action.UNCHANGED : action(file, state));
    }
    Set<String> unreached = plan.unlisted.uris();
    known.forEach(
        (uri, state) ->
            plan.add(
                uri,
                unreached.contains(uri) ? state.withoutRejects() : state,
                plan.unlisted.holds(uri) ? Action.UNLISTED : Action.GONE));
    return plan;
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

  /** Whether nothing has to be read, taken out, rejected or mended. */
  boolean isIdle() {
    return toRead.isEmpty() && replaced.isEmpty() && unlisted.uris().isEmpty() && doubled.isEmpty();
  }

  /** What another writer has doubled. */
  DoubledUris doubled() {
    return doubled;
  }

  Unlisted unlisted() {
    return unlisted;
  }

  boolean isToRead(SourceFile file) {
    return toRead.contains(file.uri());
  }

  /** The files whose rows and rejects are replaced or taken out: one column, {@code source_uri}. */
  Dataset<Row> replaced(SparkSession spark) {
    return spark.createDataset(List.copyOf(replaced), Encoders.STRING()).toDF("source_uri");
  }
}
