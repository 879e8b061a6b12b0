package io.nightjar.embedding.similar;

import io.nightjar.CounterRandom;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.api.java.UDF1;
import scala.collection.Seq;

/**
 * A point's hashes, joined table by table into one key each: equal if all hashes of the table are.
 */
final class HashTables implements UDF1<Seq<Vector>, long[]> {
  private static final long serialVersionUID = 1L;

  private final int tables;
  private final int hashes;

  HashTables(LshPlan plan) {
    this.tables = plan.tables();
    this.hashes = plan.hashes();
  }

  @Override
  public long[] call(Seq<Vector> all) {
    long[] keys = new long[tables];
    for (int table = 0; table < tables; table++) {
      long[] parts = new long[hashes + 1];
      parts[hashes] = table; // so that buckets of two tables are never one
      for (int hash = 0; hash < hashes; hash++) {
        parts[hash] = (long) all.apply(table * hashes + hash).apply(0);
      }
      keys[table] = CounterRandom.bits(parts);
    }
    return keys;
  }
}
