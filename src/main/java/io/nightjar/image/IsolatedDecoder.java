package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.io.IOException;

/**
 * Decodes in a process of its own, so that an image over which the codec dies takes only that
 * process with it and is rejected. Gives the same pixels as an {@link ImageDecoder}, more slowly.
 * For one thread.
 */
public final class IsolatedDecoder implements AutoCloseable {
  private final Preprocessing preprocessing;
  private final DecodeLimits limits;
  private final ImageDecoder here;
  private DecoderProcess process;

  public IsolatedDecoder(Preprocessing preprocessing, DecodeLimits limits) {
    this.preprocessing = preprocessing;
    this.limits = limits;
    this.here = new ImageDecoder(preprocessing, limits);
  }

  /**
   * Decodes; bare pixels, which no codec sees, in this process.
   *
   * @return pixels, or why there are none
   * @throws IOException when a process cannot be started
   */
  public DecodeResult decode(ImageContent content) throws IOException {
    if (!(content instanceof EncodedImage image)) {
      return here.decode(content);
    }
    // Twice: a process may be killed for reasons of the machine's, such as its memory.
    DecodeResult first = attempt(image);
    return crashed(first) ? attempt(image) : first;
  }

  private DecodeResult attempt(EncodedImage image) throws IOException {
    DecoderProcess running = running();
    try {
      return running.decode(image);
    } catch (IOException e) {
      String detail = "the decoder's process ended over it twice: " + running.end();
      close();
      return new Rejection(Stage.DECODE, Reason.DECODER_CRASH, detail);
    }
  }

  private DecoderProcess running() throws IOException {
    if (process == null) {
      process = new DecoderProcess(preprocessing, limits);
    }
    return process;
  }

  private static boolean crashed(DecodeResult result) {
    return result instanceof Rejection rejection && rejection.reason() == Reason.DECODER_CRASH;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
      process = null;
    }
  }
}
