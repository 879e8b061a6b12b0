package io.nightjar.training;

import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import scala.Option;
import scala.Serializable;

/**
 * Groups the blocks that a round needs into one partition a worker, in the worker's order; Spark
 * then reads those blocks and no others.
 */
final class RoundBlocks implements PartitionCoalescer, Serializable {
  private static final long serialVersionUID = 1L;

  private final List<List<EpochPlan.Slice>> workers;

  /**
   * @param workers the slices of each worker
   */
  RoundBlocks(List<List<EpochPlan.Slice>> workers) {
    this.workers = workers;
  }

  @Override
  public PartitionGroup[] coalesce(int maxPartitions, RDD<?> blocks) {
    Partition[] partitions = blocks.partitions();
    PartitionGroup[] groups = new PartitionGroup[workers.size()];
    for (int worker = 0; worker < groups.length; worker++) {
      // No preferred host of its own: Spark then asks where the first block is cached.
      groups[worker] = new PartitionGroup(Option.empty());
      for (EpochPlan.Slice slice : workers.get(worker)) {
        groups[worker].partitions().$plus$eq(partitions[slice.block()]);
      }
    }
    return groups;
  }
}
