package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.SharedSpark;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.network.client.TransportClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class StreamExchangeIT {
  private final JavaSparkContext context = SharedSpark.context();
  private final SparkContext spark = context.sc();

  @Test
  void networksGoAndComeBackBitForBit() {
    NetworkState average = state(3_000_001, 0x5EED);
    try (StreamExchange round = StreamExchange.open(spark, average);
        StreamExchange other = StreamExchange.open(spark, state(1, 2))) {
      assertSame(round.average(), average);
      NetworkState first = state(3_000_001, 7);
      NetworkState second = state(3_000_001, 8);
      WorkerResult sentSecond = round.send(1, result(second));
      WorkerResult sentFirst = round.send(0, result(first));
      other.send(0, result(state(1, 9)));

      assertThat(sentFirst.state().parameters()).isEmpty();
      assertThat(sentFirst.examples()).isEqualTo(7);
      assertSame(round.receive(0, sentFirst).state(), first);
      assertSame(round.receive(1, sentSecond).state(), second);
    }
  }

  @Test
  void notANumberTravelsToo() {
    NetworkState odd =
        new NetworkState(
            new float[] {Float.NaN, -0f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY},
            new float[0],
            3);
    try (StreamExchange round = StreamExchange.open(spark, odd)) {
      assertSame(round.average(), odd);
    }
  }

  @Test
  void nothingIsHeldAfterTheRound() {
    StreamExchange round = StreamExchange.open(spark, state(4, 1));
    round.close();

    assertThatThrownBy(round::average)
        .isInstanceOf(ExchangeException.class)
        .hasStackTraceContaining("is over");
    assertThatThrownBy(() -> round.send(0, result(state(4, 1))))
        .isInstanceOf(ExchangeException.class)
        .hasStackTraceContaining("is over");
  }

  @Test
  void aNetworkOfAnotherSizeIsRefused() throws Exception {
    NetworkState average = state(1000, 1);
    try (StreamExchange round = StreamExchange.open(spark, average)) {
      for (int numbers : new int[] {999, 1001}) {
        ByteBuffer wrong = ByteBuffer.allocate(2 * numbers * Float.BYTES);
        assertThatThrownBy(
                () ->
                    ExchangeClient.send(
                        ExchangeClient.connect(round.host(), round.port()),
                        round.round(),
                        0,
                        wrong))
            .isInstanceOf(IOException.class);
      }
      sendAfterFaults(round, result(average));
      assertSame(round.receive(0, result(average)).state(), average);
    }
  }

  /** The server goes on, over a new connection: it has dropped the old one, or is about to. */
  private static void sendAfterFaults(StreamExchange round, WorkerResult result)
      throws InterruptedException {
    while (true) {
      try {
        round.send(0, result);
        return;
      } catch (ExchangeException e) {
        Thread.sleep(10);
      }
    }
  }

  @Test
  void aLateWorkerDisturbsNobody() throws IOException {
    NetworkState average = state(1000, 1);
    StreamExchange over = StreamExchange.open(spark, average);
    over.close();
    try (StreamExchange round = StreamExchange.open(spark, average)) {
      TransportClient connection = ExchangeClient.connect(round.host(), round.port());

      assertThatThrownBy(() -> over.send(0, result(average))).isInstanceOf(ExchangeException.class);

      round.send(0, result(average));
      assertThat(connection.isActive()).isTrue();
      assertSame(round.receive(0, result(average)).state(), average);
    }
  }

  @Test
  void anAverageIsNotServedWithoutATicket() throws IOException {
    try (StreamExchange round = StreamExchange.open(spark, state(10, 1))) {
      CompletableFuture<NetworkState> stolen = new CompletableFuture<>();
      ExchangeClient.connect(round.host(), round.port()).stream(
          round.round(),
          new StreamedState("", round.size(), stolen::complete, stolen::completeExceptionally));

      assertThatThrownBy(stolen::get).hasStackTraceContaining("is over");
    }
  }

  @Test
  void tellsWhetherTheDriverIsReached() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }

    assertThat(StreamExchange.reaches(context, 2)).isTrue();
    assertThat(
            new ReachDriver(
                    new StreamExchange("127.0.0.1", closed, "round", new StateBytes(1, 0, 0)))
                .call(0))
        .isFalse();
  }

  private static void assertSame(NetworkState actual, NetworkState expected) {
    assertThat(bits(actual.parameters())).isEqualTo(bits(expected.parameters()));
    assertThat(bits(actual.updater())).isEqualTo(bits(expected.updater()));
    assertThat(actual.iteration()).isEqualTo(expected.iteration());
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private static NetworkState state(int numbers, int seed) {
    Random random = new Random(seed);
    float[] parameters = new float[numbers];
    float[] updater = new float[numbers];
    for (int i = 0; i < numbers; i++) {
      parameters[i] = random.nextFloat();
      updater[i] = random.nextFloat();
    }
    return new NetworkState(parameters, updater, seed);
  }

  private static WorkerResult result(NetworkState state) {
    return new WorkerResult(state, 7, 0, 0, 0, 0, 0);
  }
}
