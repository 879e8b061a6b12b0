package io.nightjar.encoding;

import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.GraphLatents;
import io.nightjar.bundle.Latents;
import io.nightjar.bundle.NamedTensor;
import io.nightjar.model.Autoencoder;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Runs a bundle's network in DL4J. Its graphs are not thread-safe, so each is leased to one thread
 * at a time; there are as many as threads were ever at work together.
 */
final class Dl4jEncoder implements LatentEncoder {
  private final Autoencoder model;
  private final List<NamedTensor> tensors;
  private final int threads;
  private final Queue<Dl4jGraphs> idle = new ConcurrentLinkedQueue<>();

  /**
   * Loads the weights into a first graph.
   *
   * @param threads of native code for each batch, 1 or more
   */
  Dl4jEncoder(Bundle bundle, int threads) {
    this.model = bundle.autoencoder();
    this.tensors = bundle.tensors();
    this.threads = threads;
    idle.add(new Dl4jGraphs(model, tensors)); // so that unfit weights are found here
  }

  @Override
  public Latents encode(byte[] pixels, int count) {
    byte[] images = Arrays.copyOf(pixels, count * model.image().size());
    return withGraphs(graphs -> GraphLatents.of(model, graphs.whole(), images));
  }

  @Override
  public float[] decode(float[] latents, int count) {
    float[] vectors = Arrays.copyOf(latents, count * model.latent().size());
    return withGraphs(graphs -> graphs.decode(model, vectors));
  }

  @Override
  public float[] logits(float[] latents, int count) {
    float[] vectors = Arrays.copyOf(latents, count * model.latent().size());
    return withGraphs(graphs -> graphs.logits(model, vectors));
  }

  private <T> T withGraphs(Function<Dl4jGraphs, T> use) {
    // libgomp keeps the number for each calling thread.
    Nd4j.getExecutioner();
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    Dl4jGraphs leased = idle.poll();
    Dl4jGraphs graphs = leased == null ? new Dl4jGraphs(model, tensors) : leased;
    T result = use.apply(graphs);
    idle.add(graphs); // one that failed is dropped instead
    return result;
  }

  @Override
  public void close() {
    idle.clear();
  }
}
