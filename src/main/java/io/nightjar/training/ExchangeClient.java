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
    if (factory == null) {
      SparkEnv environment = SparkEnv.get();
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
    }
    return factory;
  }

  /** Connects, if there is no connection yet. */
  static TransportClient connect(String host, int port) throws IOException {
    try {
      return factory().createClient(host, port);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Fetches a round's average. */
  static NetworkState fetch(TransportClient client, String round, StateBytes size)
      throws IOException {
    CompletableFuture<NetworkState> average = new CompletableFuture<>();
    client.stream(
        round, new StreamedState(round, size, average::complete, average::completeExceptionally));
    return await(average);
  }

  /** Sends a worker's network, and returns once the driver has it. */
  static void send(TransportClient client, String round, int worker, ByteBuffer network)
      throws IOException {
    CompletableFuture<ByteBuffer> received = new CompletableFuture<>();
    byte[] header = (worker + " " + round).getBytes(StandardCharsets.UTF_8);
    client.uploadStream(
        new NioManagedBuffer(ByteBuffer.wrap(header)),
        new NioManagedBuffer(network),
        new RpcResponseCallback() {
          @Override
          public void onSuccess(ByteBuffer response) {
            received.complete(response);
          }

          @Override
          public void onFailure(Throwable cause) {
            received.completeExceptionally(cause);
          }
        });
    await(received);
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
