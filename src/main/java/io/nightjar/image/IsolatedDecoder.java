package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes in a process of its own, so that an image over which the codec dies takes only that
 * process with it and is rejected. Gives the same pixels as an {@link ImageDecoder}, more slowly.
 * Safe for use by many threads, which wait for each other: all that decode alike share one process,
 * since each takes 200 MB and more.
 */
public final class IsolatedDecoder implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(IsolatedDecoder.class);
  private static final Map<Kind, IsolatedDecoder> OPEN = new HashMap<>();

  /** What makes pixels differ. */
  private record Kind(Preprocessing preprocessing, DecodeLimits limits) {}

  private final Kind kind;
  private final ImageDecoder here;
  private int users;
  private DecoderProcess process;

  private IsolatedDecoder(Kind kind) {
    this.kind = kind;
    this.here = new ImageDecoder(kind.preprocessing(), kind.limits());
  }

  /** This JVM's; its process starts with the first image and ends with the last user. */
  public static IsolatedDecoder open(Preprocessing preprocessing, DecodeLimits limits) {
    synchronized (OPEN) {
      IsolatedDecoder decoder =
          OPEN.computeIfAbsent(new Kind(preprocessing, limits), IsolatedDecoder::new);
      decoder.users++;
      return decoder;
    }
  }

  /**
   * Decodes; bare pixels, which no codec sees, in this process.
   *
   * @return pixels, or why there are none
   * @throws IOException when no process can be started
   */
  public synchronized DecodeResult decode(ImageContent content) throws IOException {
    if (!(content instanceof EncodedImage image)) {
      return here.decode(content);
    }
    // Twice: a process may be killed for reasons of the machine's, such as its memory.
    try {
      return attempt(image);
    } catch (ProcessEndedException first) {
      return again(image, first);
    }
  }

  private DecodeResult again(EncodedImage image, ProcessEndedException first) {
    try {
      return attempt(image);
    } catch (ProcessEndedException second) {
      return crash("the decoder's process ended over it twice: " + second.getMessage());
    } catch (IOException e) { // not in this process, after what it did to that one
      LOG.warn("Cannot start a second process", e);
      return crash("the decoder's process ended over it: " + first.getMessage());
    }
  }

  private static Rejection crash(String detail) {
    return new Rejection(Stage.DECODE, Reason.DECODER_CRASH, detail);
  }

  private DecodeResult attempt(EncodedImage image) throws IOException {
    if (process == null) {
      process = new DecoderProcess(kind.preprocessing(), kind.limits());
    }
    try {
      return process.decode(image);
    } catch (IOException e) {
      String end = process.end();
      LOG.warn("The decoder's process ended over an image: {}", end, e);
      stop();
      throw new ProcessEndedException(end);
    }
  }

  private synchronized void stop() {
    if (process != null) {
      DecoderProcess ended = process;
      process = null;
      ended.close();
    }
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      users--;
      if (users > 0) {
        return;
      }
      OPEN.remove(kind);
    }
    stop();
  }

  /** Over the image that it was given. */
  private static final class ProcessEndedException extends IOException {
    private static final long serialVersionUID = 1L;

    ProcessEndedException(String end) {
      super(end);
    }
  }
}
