package io.nightjar.bench;

import io.nightjar.kernel.Dense;
import io.nightjar.kernel.LayerKernel;
import io.nightjar.kernel.Nonlinearity;
import io.nightjar.runtime.NativeLibraries;
import java.util.concurrent.CountDownLatch;
import org.bytedeco.javacpp.FloatPointer;

/** How fast this machine multiplies matrices of 1024 x 1024 float32: the limit of training. */
final class MatrixProducts {
  private static final int SIDE = 1024;
  private static final int PRODUCTS = 60;

  private MatrixProducts() {}

  /** GFLOP/s of so many threads, each with a product of its own. */
  static double rate(int threads) throws InterruptedException {
    NativeLibraries.prepare();
    CountDownLatch ready = new CountDownLatch(threads);
    CountDownLatch done = new CountDownLatch(threads);
    double[] rates = new double[threads];
    for (int i = 0; i < threads; i++) {
      int index = i;
      new Thread(
              () -> {
                rates[index] = rate(ready);
                done.countDown();
              })
          .start();
    }
    done.await();
    double sum = 0;
    for (double rate : rates) {
      sum += rate;
    }
    return sum;
  }

  private static double rate(CountDownLatch ready) {
    NativeLibraries.threads(1);
    LayerKernel kernel = new LayerKernel(new Dense(SIDE, SIDE), SIDE, Nonlinearity.IDENTITY, 0);
    FloatPointer x = ones();
    FloatPointer w = ones();
    FloatPointer y = ones();
    kernel.forward(x, w, null, y);
    ready.countDown();
    awaitAll(ready);
    long start = System.nanoTime();
    for (int i = 0; i < PRODUCTS; i++) {
      kernel.forward(x, w, null, y);
    }
    double operations = 2.0 * SIDE * SIDE * SIDE * PRODUCTS;
    return operations / (System.nanoTime() - start);
  }

  private static void awaitAll(CountDownLatch ready) {
    try {
      ready.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static FloatPointer ones() {
    FloatPointer matrix = new FloatPointer((long) SIDE * SIDE);
    for (long i = 0; i < matrix.capacity(); i++) {
      matrix.put(i, 1);
    }
    return matrix;
  }
}
