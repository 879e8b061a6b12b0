package io.nightjar.encoding;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.Latents;
import io.nightjar.image.ImageShape;
import io.nightjar.model.Latent;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Runs a bundle's ONNX files. Its sessions are thread-safe, so that all tasks share them. One that
 * nobody closes lets its native memory go when the garbage collector finds it.
 */
final class OnnxEncoder implements LatentEncoder {
  private static final Cleaner CLEANER = Cleaner.create();

  /** One a process. Warnings, such as of a missing GPU, would go to the user's console. */
  private final OrtEnvironment environment =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "nightjar");

  private final ImageShape image;
  private final Latent latent;
  private final Sessions sessions;
  private final Cleaner.Cleanable closing;

  /** Off-heap input buffers, one a thread at work: allocating them afresh outruns the collector. */
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  /**
   * Opens both sessions.
   *
   * @param threads of native code for each batch, 1 or more
   * @throws EncodingException when ONNX Runtime refuses the bundle's files
   */
  OnnxEncoder(Bundle bundle, int threads) {
    image = bundle.autoencoder().image();
    latent = bundle.autoencoder().latent();
    try (SessionOptions options = options(threads)) {
      OrtSession decoder = environment.createSession(bundle.decoderOnnx(), options);
      try {
        sessions = new Sessions(environment.createSession(bundle.encoderOnnx(), options), decoder);
      } catch (OrtException e) {
        decoder.close();
        throw e;
      }
    } catch (OrtException e) {
      throw refused("load the bundle", e);
    }
    closing = CLEANER.register(this, sessions);
  }

  private static SessionOptions options(int threads) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
    options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
    options.setDeterministicCompute(true);
    // Idle threads that spin take the cores that other tasks decode on.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    return options;
  }

  @Override
  public Latents encode(byte[] pixels, int count) {
    int bytes = count * image.size();
    ByteBuffer buffer = lease(bytes);
    buffer.put(pixels, 0, bytes).flip();
    long[] shape = {count, image.channels(), image.height(), image.width()};
    try (OnnxTensor input =
            OnnxTensor.createTensor(environment, buffer, shape, OnnxJavaType.UINT8);
        OrtSession.Result result = sessions.encoder().run(Map.of("pixels", input))) {
      float[] stddev = latent.variational() ? floats(result, "stddev") : null;
      return new Latents(count, latent.size(), floats(result, "mean"), stddev);
    } catch (OrtException e) {
      throw refused("encode %d images of %s".formatted(count, image), e);
    } finally {
      buffers.add(buffer);
      Reference.reachabilityFence(this); // not to be cleaned up under a native call
    }
  }

  @Override
  public float[] decode(float[] latents, int count) {
    return decode(latents, count, "reconstruction");
  }

  @Override
  public float[] logits(float[] latents, int count) {
    return decode(latents, count, "pixel_logits");
  }

  private float[] decode(float[] latents, int count, String output) {
    int values = count * latent.size();
    ByteBuffer buffer = lease(values * Float.BYTES);
    FloatBuffer floats = buffer.asFloatBuffer().put(latents, 0, values).flip();
    long[] shape = {count, latent.size()};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, floats, shape);
        OrtSession.Result result =
            sessions.decoder().run(Map.of("latent", input), Set.of(output))) {
      return floats(result, output);
    } catch (OrtException e) {
      throw refused("decode %d latents".formatted(count), e);
    } finally {
      buffers.add(buffer);
      Reference.reachabilityFence(this);
    }
  }

  private ByteBuffer lease(int bytes) {
    ByteBuffer buffer = buffers.poll();
    if (buffer == null || buffer.capacity() < bytes) {
      return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    return buffer.clear();
  }

  private static float[] floats(OrtSession.Result result, String name) {
    OnnxValue value =
        result
            .get(name)
            .orElseThrow(() -> new EncodingException("The bundle's network has no " + name, null));
    FloatBuffer floats = ((OnnxTensor) value).getFloatBuffer();
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return values;
  }

  @Override
  public void close() {
    closing.clean();
    buffers.clear();
  }

  /** Native memory apart from the encoder, so that it can outlive it until it is closed. */
  record Sessions(OrtSession encoder, OrtSession decoder) implements Runnable {
    @Override
    public void run() {
      try (encoder;
          decoder) {
        // Closing them is all there is to do.
      } catch (OrtException e) {
        throw refused("close its sessions", e);
      }
    }
  }

  Sessions sessions() {
    return sessions;
  }

  private static EncodingException refused(String what, OrtException e) {
    String reason = e.getMessage().lines().findFirst().orElse("");
    return new EncodingException("ONNX Runtime cannot %s: %s".formatted(what, reason), e);
  }
}
