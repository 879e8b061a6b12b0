package io.nightjar.training;

import java.net.BindException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SecurityManager;
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
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/**
 * The driver's end of {@link StreamExchange}: hands out each round's average and takes in the
 * workers' networks, over Spark's own transport with Spark's own authentication and encryption. One
 * for each Spark application, until that ends.
 */
final class ExchangeServer {
  /** Of Spark's settings that begin with it, such as {@code spark.nightjar.io.serverThreads}. */
  static final String MODULE = "nightjar";

  /** Where executors reach the driver, or the next one that is free; any by default. */
  static final String PORT = "spark.nightjar.driver.port";

  private static ExchangeServer current;

  private final String application;
  private final String host;
  private final TransportServer server;
  private final Map<String, Round> rounds = new ConcurrentHashMap<>();

  /**
   * Who may open which stream, once: Spark asks for authentication before a message and not before
   * a stream.
   */
  private final Map<String, String> tickets = new ConcurrentHashMap<>();

  /** What goes out, and what has come back from which worker. */
  private record Round(StateBytes size, ByteBuffer average, Map<Integer, NetworkState> networks) {}

  private ExchangeServer(SparkContext spark) {
    application = spark.applicationId();
    host = spark.conf().get("spark.driver.host");
    server = bind(spark);
    spark.addSparkListener(
        new SparkListener() {
          @Override
          public void onApplicationEnd(SparkListenerApplicationEnd end) {
            server.close();
          }
        });
  }

  private TransportServer bind(SparkContext spark) {
    SecurityManager security = SparkEnv.get().securityManager();
    TransportConf conf = ExchangeClient.conf(spark.conf());
    List<TransportServerBootstrap> bootstraps =
        security.isAuthenticationEnabled()
            ? List.of(new AuthServerBootstrap(conf, security))
            : List.of();
    TransportContext context = new TransportContext(conf, new Handler());
    String address = spark.conf().get("spark.driver.bindAddress", host);
    int port = spark.conf().getInt(PORT, 0);
    int last = port + (port == 0 ? 0 : spark.conf().getInt("spark.port.maxRetries", 16));
    while (true) {
      try {
        return context.createServer(address, port, bootstraps);
      } catch (RuntimeException e) { // a BindException among it, which is checked and undeclared
        if (port >= last || !isTaken(e)) {
          throw e;
        }
        port++;
      }
    }
  }

  private static boolean isTaken(Throwable thrown) {
    return thrown instanceof BindException || thrown.getCause() instanceof BindException;
  }

  /** The application's, started by the first who asks. */
  static synchronized ExchangeServer of(SparkContext spark) {
    if (current == null || !current.application.equals(spark.applicationId())) {
      current = new ExchangeServer(spark);
    }
    return current;
  }

  /**
   * The one that was started last.
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

  /**
   * The network that a worker has sent.
   *
   * @throws IllegalStateException when it has sent none
   */
  NetworkState network(String round, int worker) {
    return Optional.ofNullable(rounds.get(round))
        .map(open -> open.networks().get(worker))
        .orElseThrow(
            () -> new IllegalStateException("worker %d has sent no network".formatted(worker)));
  }

  void close(String round) {
    rounds.remove(round);
    tickets.values().removeIf(round::equals);
  }

  /** Networks are streams that clients send, averages are streams that they open with a ticket. */
  private final class Handler extends RpcHandler {
    private final Averages averages = new Averages();

    /** A round's name is answered with a ticket. */
    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
      String round = StandardCharsets.UTF_8.decode(message).toString();
      if (!rounds.containsKey(round)) {
        callback.onFailure(new IllegalStateException(StreamExchange.OVER));
        return;
      }
      String ticket = UUID.randomUUID().toString();
      tickets.put(ticket, round);
      callback.onSuccess(ByteBuffer.wrap(ticket.getBytes(StandardCharsets.UTF_8)));
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
      int worker = Integer.parseInt(name, 0, space, 10);
      Round round = rounds.get(name.substring(space + 1));
      // To throw here would end the connection, which other tasks of the executor use as well.
      return round == null
          ? new RefusedStream(name, StreamExchange.OVER)
          : new StreamedState(
              name, round.size(), state -> round.networks().put(worker, state), cause -> {});
    }

    @Override
    public StreamManager getStreamManager() {
      return averages;
    }
  }

  private final class Averages extends StreamManager {
    @Override
    public ManagedBuffer openStream(String ticket) {
      return Optional.ofNullable(tickets.remove(ticket))
          .map(rounds::get)
          .map(round -> new NioManagedBuffer(round.average().duplicate()))
          .orElseThrow(() -> new IllegalStateException(StreamExchange.OVER));
    }

    @Override
    public ManagedBuffer getChunk(long stream, int chunk) {
      throw new UnsupportedOperationException("streams have no chunks here");
    }
  }
}
