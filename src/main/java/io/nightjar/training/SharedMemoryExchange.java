package io.nightjar.training;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * In the driver's own memory, for workers in its JVM. Spark's local mode would serialize each
 * network and copy it several times, which costs as much as a few minibatches.
 *
 * @param key of the round
 */
record SharedMemoryExchange(String key) implements RoundExchange {
  private static final Map<String, Round> OPEN = new ConcurrentHashMap<>();

  /** An average, and the networks of the workers that are through. */
  private record Round(NetworkState average, Map<Integer, NetworkState> networks) {}

  /** Begins a round. */
  static SharedMemoryExchange open(NetworkState average) {
    String key = UUID.randomUUID().toString();
    OPEN.put(key, new Round(average, new ConcurrentHashMap<>()));
    return new SharedMemoryExchange(key);
  }

  private Round round() {
    Round round = OPEN.get(key);
    if (round == null) {
      throw new IllegalStateException("the round is over, or another JVM's");
    }
    return round;
  }

  @Override
  public NetworkState average() {
    return round().average();
  }

  /** A worker that runs twice leaves the same bits twice. */
  @Override
  public WorkerResult send(int worker, WorkerResult result) {
    round().networks().put(worker, result.state());
    return result.withoutNumbers();
  }

  @Override
  public WorkerResult receive(int worker, WorkerResult sent) {
    return sent.with(round().networks().get(worker));
  }

  @Override
  public void close() {
    OPEN.remove(key);
  }
}
