package org.nd4j.nativeblas;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands where DL4J 1.0.0-M2.1 looks for it.
 *
 * <p>DL4J's oneDNN convolution asks {@code org.nd4j.nativeblas.Nd4jCpu$Environment} whether oneDNN
 * is on. That class moved to another package in M2.1, so without this one the fast path is always
 * dropped and convolutions are six to nine times slower.
 */
public final class Nd4jCpu {
  private static final Logger LOG = LoggerFactory.getLogger(Nd4jCpu.class);

  private Nd4jCpu() {}

  /** Answers for the native library that is really loaded. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private final boolean oneDnn =
        org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance().isUseONEDNN();

    private Environment() {
      LOG.info("DL4J asks for oneDNN's convolutions: {}", oneDnn ? "there" : "not there");
    }

    public static Environment getInstance() {
      return INSTANCE;
    }

    /** The name DL4J calls by reflection; oneDNN was once MKL-DNN. */
    public boolean isUseMKLDNN() {
      return oneDnn;
    }
  }
}
