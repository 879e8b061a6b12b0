package io.nightjar.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  private static final Pattern RATE = Pattern.compile("(\\d+) images/s");

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
    Process process = python.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher rate = RATE.matcher(said);
    if (!rate.find()) {
      System.out.println("No figure of PyTorch's: " + said.strip().lines().reduce((a, b) -> b));
      return Double.NaN;
    }
    return Double.parseDouble(rate.group(1));
  }
}
