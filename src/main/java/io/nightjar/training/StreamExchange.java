package io.nightjar.training;

import java.io.IOException;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Between driver and executors, straight from array to socket to array. Spark's broadcasts and task
 * results copy a network some ten times on its way, and a broadcast asks the driver about every
 * piece.
 *
 * @param host of the driver
 * @param port likewise
 * @param round its name
 * @param size of the network
 */
record StreamExchange(String host, int port, String round, StateBytes size)
    implements RoundExchange {
  /** What a late task is told. */
  static final String OVER = "the round is over";

  /** Begins a round. */
  static StreamExchange open(SparkContext spark, NetworkState average) {
    ExchangeServer server = ExchangeServer.of(spark);
    StateBytes size = StateBytes.of(average);
    String round = UUID.randomUUID().toString();
    server.open(round, size, average);
    return new StreamExchange(server.host(), server.port(), round, size);
  }

  /**
   * True if executors can exchange with the driver, asked of as many tasks as there are workers:
   * there may be a firewall that lets only Spark's own ports through.
   */
  static boolean reaches(JavaSparkContext spark, int workers) {
    NetworkState small = new NetworkState(new float[1], new float[0], 0);
    try (StreamExchange probe = open(spark.sc(), small)) {
      return spark
          .parallelize(IntStream.range(0, workers).boxed().toList(), workers)
          .map(new ReachDriver(probe))
          .reduce(Boolean::logicalAnd);
    }
  }

  @Override
  public NetworkState average() {
    try {
      return ExchangeClient.fetch(ExchangeClient.connect(host, port), round, size);
    } catch (IOException e) {
      throw new ExchangeException("Cannot fetch the average from the driver", e);
    }
  }

  @Override
  public WorkerResult send(int worker, WorkerResult result) {
    try {
      ExchangeClient.send(
          ExchangeClient.connect(host, port), round, worker, size.pack(result.state()));
    } catch (IOException e) {
      throw new ExchangeException("Cannot send a network to the driver", e);
    }
    return result.withoutNumbers();
  }

  @Override
  public WorkerResult receive(int worker, WorkerResult sent) {
    NetworkState numbers = ExchangeServer.running().network(round, worker);
    return sent.with(
        new NetworkState(numbers.parameters(), numbers.updater(), sent.state().iteration()));
  }

  @Override
  public void close() {
    ExchangeServer.running().close(round);
  }
}
