package io.nightjar.bench;

import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.Engine;
import io.nightjar.encoding.LatentEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Images a second of encoding alone, pixels in memory: two threads that share an engine, as two
 * Spark tasks do, against PyTorch's forward pass with two threads, in turn. Prints every turn, the
 * medians, and the part of the machine's rate of matrix products that each reaches.
 *
 * <p>{@code jobs/bench EncodeRate grey|colour DATA BUNDLE [TURNS] [BATCH]}: DATA is what PyTorch
 * reads, an IDX file of images or for colour a folder of photos; BUNDLE has the network of that
 * name in {@link Networks}.
 */
public final class EncodeRate {
  private static final int CORES = 2;
  private static final double SECONDS = 5;

  private EncodeRate() {}

  public static void main(String[] args) throws Exception {
    Networks network = Networks.valueOf(args[0].toUpperCase(Locale.ROOT));
    Bundle bundle = Bundle.open(new Path(args[2]), new Configuration());
    int turns = args.length > 3 ? Integer.parseInt(args[3]) : 3;
    int batch = args.length > 4 ? Integer.parseInt(args[4]) : 128;
    PyTorch opponent = new PyTorch(args[0], args[1], batch);
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> limits = new ArrayList<>();
    try (LatentEncoder encoder = Engine.ONNX.open(bundle, 1)) {
      for (int turn = 1; turn <= turns; turn++) {
        limits.add(MatrixProducts.rate(CORES));
        theirs.add(opponent.imagesPerSecond(PyTorch.Pass.ENCODING));
        ours.add(rate(encoder, network, batch));
        System.out.printf(
            Locale.ROOT,
            "turn %d: %,.0f images/s, PyTorch %,.0f; matrix products %.0f GFLOP/s%n",
            turn,
            ours.get(turn - 1),
            theirs.get(turn - 1),
            limits.get(turn - 1));
      }
    }
    double limit = TrainingRate.median(limits) * 1e9 / network.encodingOperations();
    double us = TrainingRate.median(ours);
    double them = TrainingRate.median(theirs);
    System.out.printf(
        Locale.ROOT,
        "%s, batch %d: %,.0f images/s (%.0f%% of the rate of matrix products), PyTorch %,.0f"
            + " (%.0f%%), ratio %.2f%n",
        args[0],
        batch,
        us,
        100 * us / limit,
        them,
        100 * them / limit,
        us / them);
  }

  private static double rate(LatentEncoder encoder, Networks network, int batch) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CORES);
    try {
      List<Callable<Double>> work = new ArrayList<>();
      for (int i = 0; i < CORES; i++) {
        long seed = i;
        work.add(() -> rateOfOne(encoder, network, batch, seed));
      }
      double sum = 0;
      for (Future<Double> rate : threads.invokeAll(work)) {
        sum += rate.get();
      }
      return sum;
    } finally {
      threads.shutdown();
    }
  }

  private static double rateOfOne(LatentEncoder encoder, Networks network, int batch, long seed) {
    byte[] pixels = new byte[batch * network.model().image().size()];
    new SplittableRandom(seed).nextBytes(pixels);
    long warm = System.nanoTime();
    while (System.nanoTime() - warm < 1e9) {
      encoder.encode(pixels, batch);
    }
    long start = System.nanoTime();
    long images = 0;
    while (System.nanoTime() - start < SECONDS * 1e9) {
      encoder.encode(pixels, batch);
      images += batch;
    }
    return images / ((System.nanoTime() - start) * 1e-9);
  }
}
