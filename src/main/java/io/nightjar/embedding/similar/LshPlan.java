package io.nightjar.embedding.similar;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.special.Erf;

/**
 * How many tables of how many hashes find near-duplicates for the least work. A hash is the bucket
 * of a random projection; two points are looked at if in any table all their hashes agree.
 *
 * @param width of a bucket, in units of the distance of projected points
 * @param hashes in a table: the more, the fewer far pairs are looked at
 * @param tables the more, the more near pairs are found
 * @param recall of pairs at the largest distance the fraction that is found, about; of nearer pairs
 *     it is larger
 * @param comparisons pairs that are looked at, about
 * @param work in comparisons, about
 * @see <a href="https://doi.org/10.1145/997817.997857">Datar, Immorlica, Indyk and Mirrokni 2004,
 *     section 3.2</a>
 */
record LshPlan(
    double width, int hashes, int tables, double recall, double comparisons, double work) {
  private static final double RECALL = 0.99;
  private static final int MOST_HASHES = 24;
  private static final int MOST_TABLES = 64;
  private static final int WIDEST = 64;

  /** Sending a row to a table's bucket costs as much as so many comparisons. */
  private static final double ROW_COST = 100;

  /** Computing a hash, likewise. */
  private static final double HASH_COST = 10;

  /** Below that part of what is usual between points, their distance is as good as none. */
  private static final double NO_DISTANCE = 1e-4;

  /**
   * The best plan.
   *
   * @param rows how many points there are
   * @param radius the largest distance of near-duplicates, 0 or more
   * @param distances between points drawn at random, one or more
   * @return empty if none is less work than looking at every pair
   */
  static Optional<LshPlan> of(long rows, double radius, double[] distances) {
    double usual = DoubleStream.of(distances).average().orElseThrow();
    double near = Math.max(radius, usual * NO_DISTANCE);
    if (near == 0) {
      return Optional.empty(); // all points are one
    }
    double everyPair = rows * (rows - 1.0) / 2;
    return Stream.iterate(near, width -> width <= WIDEST * near, width -> width * 2)
        .flatMap(
            width ->
                IntStream.rangeClosed(1, MOST_HASHES)
                    .mapToObj(hashes -> plan(rows, near, distances, width, hashes)))
        .filter(plan -> plan.tables() <= MOST_TABLES && plan.work() < everyPair)
        .min(Comparator.comparingDouble(LshPlan::work));
  }

  private static LshPlan plan(
      long rows, double near, double[] distances, double width, int hashes) {
    double found = Math.pow(agreement(width / near), hashes);
    double tables = Math.max(1, Math.ceil(Math.log1p(-RECALL) / Math.log1p(-found)));
    double lookedAt =
        DoubleStream.of(distances)
            .map(distance -> Math.pow(distance == 0 ? 1 : agreement(width / distance), hashes))
            .average()
            .orElseThrow();
    double comparisons = tables * lookedAt * rows * (rows - 1.0) / 2;
    return new LshPlan(
        width,
        hashes,
        (int) Math.min(tables, Integer.MAX_VALUE),
        1 - Math.pow(1 - found, tables),
        comparisons,
        comparisons + tables * rows * (ROW_COST + hashes * HASH_COST));
  }

  /**
   * How likely one hash of two points agrees.
   *
   * @param width of a bucket by the points' distance, above 0
   */
  static double agreement(double width) {
    double apart = Erf.erfc(width / Math.sqrt(2));
    double inside = 2 / (Math.sqrt(2 * Math.PI) * width) * -Math.expm1(-width * width / 2);
    return 1 - apart - inside;
  }
}
