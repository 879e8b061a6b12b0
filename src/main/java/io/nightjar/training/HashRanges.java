package io.nightjar.training;

import org.apache.spark.Partitioner;

/**
 * Splits the global order into blocks of equal ranges of its hash: uniform, so blocks come out near
 * equal in size without a sampling pass.
 */
final class HashRanges extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int blocks;

  HashRanges(int blocks) {
    this.blocks = blocks;
  }

  @Override
  public int numPartitions() {
    return blocks;
  }

  /** floor(hash / 2⁶⁴ × blocks), the hash unsigned. */
  @Override
  public int getPartition(Object key) {
    long hash = ((TrainingImage) key).hash();
    long signedHigh = Math.multiplyHigh(hash, blocks);
    return (int) (hash < 0 ? signedHigh + blocks : signedHigh);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HashRanges ranges && ranges.blocks == blocks;
  }

  @Override
  public int hashCode() {
    return blocks;
  }
}
