package io.nightjar.embedding.night;

import io.nightjar.CheckFailedException;
import io.nightjar.archive.PassedOverCounts;
import io.nightjar.embedding.night.NightChanges.Affected;
import io.nightjar.embedding.night.NightPlan.Action;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** What must hold before a night is published; the canary has been held in every executor. */
record NightChecks(NightOptions options) {
  private static final int PERCENT = 100;

  /**
   * Counts what was staged.
   *
   * @param items that the tasks have counted
   * @param dimension of the bundle's vectors
   * @param imagesPerSecond of reading, decoding and encoding; 0 where nothing was left to do
   * @throws CheckFailedException when another number is there
   */
  static NightCounts count(
      NightChanges changes, int dimension, long items, NightPlan plan, double imagesPerSecond) {
    Affected had = changes.affectedRows();
    Row counts = changes.counts(dimension, had);
    long rejected = longAt(counts, "rejected");
    long staged = longAt(counts, "encoded") + longAt(counts, "known") + rejected;
    if (staged != items || longAt(counts, "unresolved") != 0) {
      throw new CheckFailedException(
          ("%d images were staged where %d were read, and %d of them take a vector that the table"
                  + " does not have: nothing was published, and what was staged is dropped; run again")
              .formatted(staged, items, longAt(counts, "unresolved")));
    }
    if (longAt(counts, "misshapen") > 0) {
      throw failed(
          "%,d vectors have not the bundle's %d numbers: nothing was published, and what was staged"
              + " is dropped; run again",
          longAt(counts, "misshapen"), dimension);
    }
    Map<String, Long> reasons = new TreeMap<>();
    long unlisted = 0;
    long again = 0;
    long unlistedAgain = 0;
    for (Row reason : rejected == 0 ? List.<Row>of() : changes.rejectReasons()) {
      boolean isUnlisted = reason.getString(0).equals("list");
      long count = reason.getLong(3);
      if (reason.getBoolean(2)) {
        again += isUnlisted ? 0 : count;
        unlistedAgain += isUnlisted ? count : 0;
      } else {
        reasons.merge(reason.getString(1), count, Long::sum);
        unlisted += isUnlisted ? count : 0;
      }
    }
    long before = changes.rowsOfOther().orElse(plan.rows());
    boolean mayBeBroken = before > 0 && !reasons.isEmpty();
    return new NightCounts(
        longAt(counts, "encoded"),
        longAt(counts, "known"),
        longAt(counts, "new"),
        longAt(counts, "changed"),
        longAt(counts, "touched"),
        longAt(counts, "renamed"),
        had.replaced(),
        had.removed(),
        changes.gone(had),
        mayBeBroken ? changes.broken() : 0,
        before,
        unchanged(plan),
        reasons,
        unlisted,
        again,
        unlistedAgain,
        plan.doubled(),
        PassedOverCounts.NONE,
        imagesPerSecond,
        reasons.isEmpty() ? List.of() : changes.rejectExamples());
  }

  /**
   * Counts a night on which nothing is staged.
   *
   * @param none its changes, where another generation's night has left what it is compared with
   */
  static NightCounts idle(NightPlan plan, Optional<NightChanges> none) {
    long before = none.flatMap(NightChanges::rowsOfOther).orElse(plan.rows());
    long gone = none.map(changes -> changes.gone(Affected.NONE)).orElse(0L);
    return NightCounts.ofUnchanged(unchanged(plan), before, gone);
  }

  private static long unchanged(NightPlan plan) {
    NightPlan.Count same = plan.count(Action.UNCHANGED);
    NightPlan.Count unseen = plan.count(Action.UNLISTED);
    return same.rows() + same.rejects() + unseen.rows() + unseen.rejects();
  }

  private static long longAt(Row counts, String name) {
    return counts.getLong(counts.fieldIndex(name));
  }

  /**
   * Makes sure that a night may be published.
   *
   * @throws CheckFailedException when it may not
   */
  void require(NightCounts counts, NightPlan plan) {
    requireBudget(counts, plan);
    requireRemovals(counts);
  }

  private void requireBudget(NightCounts counts, NightPlan plan) {
    Optional<String> refusal =
        options.embed().budget().refusal(counts.demand(plan.rows()), "what was staged is kept");
    if (refusal.isPresent()) {
      throw new CheckFailedException(refusal.get());
    }
  }

  /**
   * Makes sure that the table does not lose its rows, as it would to an archive that is not mounted
   * or whose files have all become unreadable. An archive that is renamed loses nothing.
   *
   * @throws CheckFailedException when too much is lost
   */
  void requireRemovals(NightCounts counts) {
    double allowed = options.maxRemovedFraction();
    if (counts.lost() > allowed * counts.before()) {
      String broken =
          counts.lost() == counts.gone()
              ? ""
              : String.format(Locale.ROOT, " and %,d are rejected now, together", counts.broken());
      throw failed(
          "%,d of the table's %,d images are gone from the archive%s, more than the %.1f%% that"
              + " embed.max-removed-fraction allows: nothing was published; look whether all of it"
              + " is mounted and can be read, and at archive.names, or let them go with"
              + " embed.max-removed-fraction=1",
          counts.gone(), counts.before(), broken, PERCENT * allowed);
    }
  }

  private static CheckFailedException failed(String format, Object... values) {
    return new CheckFailedException(String.format(Locale.ROOT, format, values));
  }
}
