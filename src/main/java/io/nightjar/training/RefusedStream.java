package io.nightjar.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.spark.network.client.StreamCallbackWithID;

/**
 * Reads a stream to its end and then refuses it, which leaves the connection as it is.
 *
 * @param id for Spark's own messages
 * @param reason told to the sender
 */
record RefusedStream(String id, String reason) implements StreamCallbackWithID {
  @Override
  public String getID() {
    return id;
  }

  @Override
  public void onData(String stream, ByteBuffer piece) {
    piece.position(piece.limit());
  }

  @Override
  public void onComplete(String stream) throws IOException {
    throw new IOException(reason);
  }

  @Override
  public void onFailure(String stream, Throwable cause) {}
}
