package io.nightjar.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;

/**
 * The driver's end of {@link StreamExchange}: hands out each round's average and takes in the
 * workers' networks, over Spark's own transport with Spark's own authentication and encryption. One
 * for each Spark application, until the driver ends.
 */
final class ExchangeServer {
  /** Of Spark's settings that begin with it, such as {@code spark.nightjar.io.serverThreads}. */
  static final String MODULE = "nightjar";

  /** Where executors reach the driver; any port that is free by default. */
  static final String PORT = "spark.nightjar.driver.port";

  private static ExchangeServer current;

  private final String application;
  private final String host;
  private final TransportServer server;
  private final Map<String, Round> rounds = new ConcurrentHashMap<>();

  /** What goes out, and what has come back from which worker. */
  private record Round(StateBytes size, ByteBuffer average, Map<Integer, NetworkState> networks) {}

  private ExchangeServer(SparkContext spark) {
    SparkEnv environment = SparkEnv.get();
    TransportConf conf = ExchangeClient.conf(spark.conf());
    List<TransportServerBootstrap> bootstraps =
        environment.securityManager().isAuthenticationEnabled()
            ? List.of(new AuthServerBootstrap(conf, environment.securityManager()))
            : List.of();
    application = spark.applicationId();
    host = spark.conf().get("spark.driver.host");
    server =
        new TransportContext(conf, new Handler())
            .createServer(
                spark.conf().get("spark.driver.bindAddress", host),
                spark.conf().getInt(PORT, 0),
                bootstraps);
  }

  /** The application's, started by the first who asks. */
  static synchronized ExchangeServer of(SparkContext spark) {
    if (current == null || !current.application.equals(spark.applicationId())) {
      if (current != null) {
        current.server.close();
      }
      current = new ExchangeServer(spark);
    }
    return current;
  }

  /**
   * The one that has been started.
   *
   * @throws IllegalStateException on an executor, which has none
   */
  static synchronized ExchangeServer running() {
    if (current == null) {
      throw new IllegalStateException("only the driver has a server");
    }
    return current;
  }

  String host() {
    return host;
  }

  int port() {
    return server.getPort();
  }

  /** Begins to hand out an average. */
  void open(String round, StateBytes size, NetworkState average) {
    rounds.put(round, new Round(size, size.pack(average), new ConcurrentHashMap<>()));
  }

  /** The network that a worker has sent. */
  NetworkState network(String round, int worker) {
    return Objects.requireNonNull(rounds.get(round).networks().get(worker), "never sent");
  }

  void close(String round) {
    rounds.remove(round);
  }

  private Round round(String name) throws IOException {
    Round round = rounds.get(name);
    if (round == null) {
      throw new IOException("round %s is over".formatted(name));
    }
    return round;
  }

  /** Averages are streams that clients open, networks are streams that they send. */
  private final class Handler extends RpcHandler {
    private final Averages averages = new Averages();

    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
      callback.onFailure(new UnsupportedOperationException("only streams are served here"));
    }

    /**
     * A worker that runs twice sends the same bits twice.
     *
     * @param header the worker, a space, and the round
     */
    @Override
    public StreamCallbackWithID receiveStream(
        TransportClient client, ByteBuffer header, RpcResponseCallback callback) {
      String name = StandardCharsets.UTF_8.decode(header).toString();
      int space = name.indexOf(' ');
      int worker = Integer.parseInt(name.substring(0, space));
      try {
        Round round = round(name.substring(space + 1));
        // Spark itself tells the sender how it ended, and drops the connection if it is torn.
        return new StreamedState(
            name, round.size(), state -> round.networks().put(worker, state), cause -> {});
      } catch (IOException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    @Override
    public StreamManager getStreamManager() {
      return averages;
    }
  }

  private final class Averages extends StreamManager {
    @Override
    public ManagedBuffer openStream(String name) {
      try {
        return new NioManagedBuffer(round(name).average().duplicate());
      } catch (IOException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    @Override
    public ManagedBuffer getChunk(long stream, int chunk) {
      throw new UnsupportedOperationException("streams have no chunks here");
    }
  }
}
