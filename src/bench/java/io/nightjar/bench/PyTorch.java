package io.nightjar.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/**
 * {@code src/bench/python/pytorch.py}, run as it is fastest on a CPU: one pool of threads bound to
 * the cores, and memory kept from one operation to the next.
 *
 * @param network which
 * @param data its images
 * @param batch images in a minibatch
 */
record PyTorch(String network, String data, int batch) {
  /** Memory is kept from one operation to the next, and there is one pool of threads. */
  static final Map<String, String> AT_ITS_BEST =
      Map.of(
          "LD_LIBRARY_PATH", "/usr/lib/x86_64-linux-gnu/openblas-openmp",
          "MALLOC_MMAP_THRESHOLD_", "4294967296",
          "MALLOC_TRIM_THRESHOLD_", "17179869184",
          "MALLOC_TOP_PAD_", "268435456");

  private static final int SECONDS = 10;
  private static final int THREADS = 2;

  /** What it does. */
  enum Pass {
    TRAINING,
    ENCODING
  }

  /** Not a number where there is no PyTorch. */
  double imagesPerSecond() throws IOException, InterruptedException {
    return imagesPerSecond(Pass.TRAINING);
  }

  /** Likewise, of one pass or the other. */
  double imagesPerSecond(Pass pass) throws IOException, InterruptedException {
    ProcessBuilder python =
        new ProcessBuilder(
                "/usr/bin/python3",
                "src/bench/python/pytorch.py",
                network,
                data,
                Integer.toString(batch),
                Integer.toString(SECONDS),
                Integer.toString(THREADS),
                pass.name().toLowerCase(Locale.ROOT))
            .redirectErrorStream(true);
    python.environment().keySet().removeIf(key -> key.startsWith("OMP_"));
    python.environment().putAll(AT_ITS_BEST);
    python.environment().put("OMP_PROC_BIND", "true");
    return RateProcess.start("PyTorch", python).imagesPerSecond();
  }
}
