package io.nightjar.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.spark.network.client.StreamCallbackWithID;

/** Takes in a network piece by piece, as the pieces come from the socket. */
final class StreamedState implements StreamCallbackWithID {
  private final String id;
  private final StateBytes size;
  private final ByteBuffer bytes;
  private final Consumer<NetworkState> whole;
  private final Consumer<Throwable> failed;

  /**
   * @param id for Spark's own messages
   * @param size of the network
   * @param whole told once all of it is there
   * @param failed told otherwise
   */
  StreamedState(
      String id, StateBytes size, Consumer<NetworkState> whole, Consumer<Throwable> failed) {
    this.id = id;
    this.size = size;
    this.bytes = size.allocate();
    this.whole = whole;
    this.failed = failed;
  }

  @Override
  public String getID() {
    return id;
  }

  @Override
  public void onData(String stream, ByteBuffer piece) throws IOException {
    if (piece.remaining() > bytes.remaining()) {
      throw new IOException("a network is longer than the round's");
    }
    bytes.put(piece);
  }

  @Override
  public void onComplete(String stream) throws IOException {
    whole.accept(size.unpack(bytes));
  }

  @Override
  public void onFailure(String stream, Throwable cause) {
    failed.accept(cause);
  }
}
