package io.nightjar.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code src/bench/python/pillow.py} on Debian's Python.
 *
 * @param folder of JPEGs
 * @param side of the squares that they become
 * @param seconds of a turn
 */
record Pillow(Path folder, int side, int seconds) {
  /** Not a number where there is no Pillow. */
  double imagesPerSecond() throws IOException, InterruptedException {
    ProcessBuilder python =
        new ProcessBuilder(
                "/usr/bin/python3",
                "src/bench/python/pillow.py",
                folder.toString(),
                Integer.toString(side),
                Integer.toString(seconds))
            .redirectErrorStream(true);
    return RateProcess.start("Pillow", python).imagesPerSecond();
  }
}
