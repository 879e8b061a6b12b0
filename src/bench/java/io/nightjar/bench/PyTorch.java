package io.nightjar.bench;

import java.io.IOException;
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
  private static final int SECONDS = 10;

  /** Not a number where there is no PyTorch. */
  double imagesPerSecond() throws IOException, InterruptedException {
    ProcessBuilder python =
        new ProcessBuilder(
                "/usr/bin/python3",
                "src/bench/python/pytorch.py",
                network,
                data,
                Integer.toString(batch),
                Integer.toString(SECONDS))
            .redirectErrorStream(true);
    python.environment().keySet().removeIf(key -> key.startsWith("OMP_"));
    python
        .environment()
        .putAll(
            Map.of(
                "LD_LIBRARY_PATH", "/usr/lib/x86_64-linux-gnu/openblas-openmp",
                "OMP_PROC_BIND", "true",
                "MALLOC_MMAP_THRESHOLD_", "4294967296",
                "MALLOC_TRIM_THRESHOLD_", "17179869184",
                "MALLOC_TOP_PAD_", "268435456"));
    return RateProcess.start("PyTorch", python).imagesPerSecond();
  }
}
