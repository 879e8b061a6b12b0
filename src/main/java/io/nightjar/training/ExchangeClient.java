package io.nightjar.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.util.TransportConf;
import scala.Option;

/** An executor's end of {@link StreamExchange}. Its connections stay open from round to round. */
final class ExchangeClient {
  private static String application;
  private static TransportClientFactory factory;

  private ExchangeClient() {}

  static TransportConf conf(SparkConf conf) {
    return SparkTransportConf.fromSparkConf(
        conf.clone().setIfMissing("spark.nightjar.io.connectionCreationTimeout", "10s"),
        ExchangeServer.MODULE,
        0,
        Option.empty());
  }

  private static synchronized TransportClientFactory factory() {
    SparkEnv environment = SparkEnv.get();
    String now = environment.conf().getAppId();
    if (!now.equals(application)) { // a JVM of tests has one after another
      TransportConf conf = conf(environment.conf());
      List<TransportClientBootstrap> bootstraps =
          environment.securityManager().isAuthenticationEnabled()
              ? List.of(
                  new AuthClientBootstrap(
                      conf,
                      environment.securityManager().getSaslUser(),
                      environment.securityManager()))
              : List.of();
      factory = new TransportContext(conf, new NoOpRpcHandler()).createClientFactory(bootstraps);
      application = now;
    }
    return factory;
  }

  /** Connects, if there is no connection yet; fails at once if it has just failed. */
  static TransportClient connect(String host, int port) throws IOException {
    try {
      return factory().createClient(host, port, true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Fetches a round's average. */
  static NetworkState fetch(TransportClient client, String round, StateBytes size)
      throws IOException {
    ByteBuffer name = ByteBuffer.wrap(round.getBytes(StandardCharsets.UTF_8));
    String ticket = StandardCharsets.UTF_8.decode(ask(client, name)).toString();
    CompletableFuture<NetworkState> average = new CompletableFuture<>();
    client.stream(
        ticket, new StreamedState(ticket, size, average::complete, average::completeExceptionally));
    return await(average);
  }

  /** Sends a worker's network, and returns once the driver has it. */
  static void send(TransportClient client, String round, int worker, ByteBuffer network)
      throws IOException {
    Answer received = new Answer();
    byte[] header = (worker + " " + round).getBytes(StandardCharsets.UTF_8);
    client.uploadStream(
        new NioManagedBuffer(ByteBuffer.wrap(header)), new NioManagedBuffer(network), received);
    await(received.future());
  }

  private static ByteBuffer ask(TransportClient client, ByteBuffer question) throws IOException {
    Answer answer = new Answer();
    client.sendRpc(question, answer);
    return await(answer.future());
  }

  /**
   * What the server says.
   *
   * @param future completed with it
   */
  private record Answer(CompletableFuture<ByteBuffer> future) implements RpcResponseCallback {
    Answer() {
      this(new CompletableFuture<>());
    }

    /** The bytes are Spark's again when this returns. */
    @Override
    public void onSuccess(ByteBuffer response) {
      ByteBuffer copy = ByteBuffer.allocate(response.remaining());
      copy.put(response).flip();
      future.complete(copy);
    }

    @Override
    public void onFailure(Throwable cause) {
      future.completeExceptionally(cause);
    }
  }

  private static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
