package io.nightjar.training;

import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Through Spark: a broadcast out, destroyed after the round, and tasks' results back. */
record BroadcastExchange(Broadcast<NetworkState> broadcast) implements RoundExchange {

  /** Begins a round. */
  static BroadcastExchange open(SparkContext spark, NetworkState average) {
    return new BroadcastExchange(JavaSparkContext.fromSparkContext(spark).broadcast(average));
  }

  @Override
  public NetworkState average() {
    return broadcast.value();
  }

  @Override
  public WorkerResult send(int worker, WorkerResult result) {
    return result;
  }

  @Override
  public WorkerResult receive(int worker, WorkerResult sent) {
    return sent;
  }

  @Override
  public void close() {
    broadcast.destroy();
  }
}
