package io.nightjar.bench;

import io.nightjar.CounterRandom;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Minibatch;
import io.nightjar.model.Optimization;
import io.nightjar.runtime.NativeLibraries;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Images a second of training steps alone, without Spark: so many networks side by side, each on a
 * thread of its own.
 *
 * <p>{@code jobs/bench StepRate grey|colour|dense [NETWORKS] [BATCH] [SECONDS]}
 */
public final class StepRate {
  private StepRate() {}

  public static void main(String[] args) throws InterruptedException {
    Networks network = Networks.valueOf(args[0].toUpperCase(Locale.ROOT));
    int networks = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    int batch = args.length > 2 ? Integer.parseInt(args[2]) : 128;
    double seconds = args.length > 3 ? Double.parseDouble(args[3]) : 10;
    NativeLibraries.prepare();
    long[] steps = new long[networks];
    long[] nanos = new long[networks];
    CountDownLatch done = new CountDownLatch(networks);
    for (int i = 0; i < networks; i++) {
      int index = i;
      new Thread(
              () -> {
                long[] result = train(network.model(), batch, seconds);
                steps[index] = result[0];
                nanos[index] = result[1];
                done.countDown();
              })
          .start();
    }
    done.await();
    long sum = LongStream.of(steps).sum();
    double rate = sum * batch / seconds;
    System.out.printf(
        Locale.ROOT,
        "%s: %.0f images/s, %.0f GFLOP/s, %.2f ms of CPU a step%n",
        args[0],
        rate,
        rate * network.operations() * 1e-9,
        1e-6 * LongStream.of(nanos).sum() / sum);
  }

  private static long[] train(Autoencoder model, int batch, double seconds) {
    NativeLibraries.threads(1);
    ComputationGraph graph = model.graph(Optimization.adam(1e-3, 1));
    byte[] images = new byte[batch * model.image().size()];
    long[] keys = new long[batch];
    int width = model.image().width();
    for (int i = 0; i < images.length; i++) { // a bright stripe each: noise would leave dead units
      long image = i / model.image().size();
      images[i] = (byte) (i % width < CounterRandom.bits(image) % width ? 255 : 0);
    }
    for (int step = 0; step < 20; step++) {
      step(graph, model, images, keys, step);
    }
    ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
    long before = cpu.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long steps = 0;
    while (System.nanoTime() - start < seconds * 1e9) {
      step(graph, model, images, keys, steps++);
    }
    return new long[] {steps, cpu.getCurrentThreadCpuTime() - before};
  }

  private static void step(
      ComputationGraph graph, Autoencoder model, byte[] images, long[] keys, long step) {
    for (int i = 0; i < keys.length; i++) {
      keys[i] = CounterRandom.bits(step, i);
    }
    graph.fit(Minibatch.forTraining(model, images, keys).dataSet(1));
  }
}
