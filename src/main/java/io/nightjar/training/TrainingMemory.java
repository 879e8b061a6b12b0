package io.nightjar.training;

import com.sun.management.OperatingSystemMXBean;
import io.nightjar.InvalidInputException;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.NetworkSize;
import io.nightjar.runtime.NativeLibraries;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.apache.spark.SparkConf;

/**
 * Memory that a training surely needs outside of Java's heap, told before any is taken: native code
 * that runs out of it does not fail, it crashes. What is counted here is less than what is taken,
 * so nothing is refused that would do.
 *
 * @param numbers that are kept for all weights in one Java array, as they move between driver and
 *     workers
 * @param bytes outside of the heap
 */
public record TrainingMemory(double numbers, double bytes) {
  /** What a buffer of floats over native memory shows, for its bytes are counted by an int. */
  private static final int MOST_NUMBERS = Integer.MAX_VALUE / Float.BYTES;

  private static final double GIB = 1L << 30;

  /** What this JVM holds of a training. */
  enum Part {
    /** The network and its optimizer's state. */
    DRIVER,
    /** Gradients and a minibatch's activations as well. */
    WORKER
  }

  /** Counts what a network takes. */
  static TrainingMemory of(NetworkSize network, TrainingOptions options, Part part) {
    int moments = options.steps().optimizer().moments();
    double weights = network.weights() * (1 + moments);
    double step =
        part == Part.WORKER ? network.weights() + network.activations() * options.batchSize() : 0;
    return new TrainingMemory(
        network.weights() * Math.max(1, moments), Float.BYTES * (weights + step));
  }

  /**
   * Bytes of this machine or container. JavaCPP's own limit is none for ND4J, whose arrays it does
   * not count.
   */
  private static long available() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  /**
   * Refuses what does not fit.
   *
   * @param available bytes
   * @throws InvalidInputException naming the bytes that it would take
   */
  void require(long available) {
    if (bytes > available) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "Training takes at least %,.0f bytes (%,.1f GiB) outside of Java's heap, on a"
                  + " machine of %,.1f GiB: lower model.latent-size, the layers' widths or channels,"
                  + " the image or training.batch-size",
              bytes,
              bytes / GIB,
              available / GIB));
    }
    if (numbers > MOST_NUMBERS) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "Training keeps %,.0f numbers (%,.0f bytes) in an array that holds %,d: lower"
                  + " model.latent-size, the layers' widths or channels or the image",
              numbers,
              numbers * Float.BYTES,
              MOST_NUMBERS));
    }
  }

  /**
   * Refuses a training for which this machine has not the memory. A batch size that is left to the
   * number of images counts as the smallest that there may be.
   *
   * @param spark says whether workers are in this JVM, too
   * @throws IllegalArgumentException when a layer has more units than can be counted
   * @throws InvalidInputException naming the bytes that it would take
   */
  public static void requireFits(Autoencoder model, TrainingOptions options, SparkConf spark) {
    NativeLibraries.prepare(); // before the first class of DL4J
    boolean isLocal = spark.get("spark.master", "local").matches("local(\\[.*)?");
    Part part = isLocal ? Part.WORKER : Part.DRIVER;
    of(model.size(), options.forImages(0), part).require(available());
  }
}
