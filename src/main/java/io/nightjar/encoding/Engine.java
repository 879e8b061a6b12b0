package io.nightjar.encoding;

import io.nightjar.bundle.Bundle;

/** What runs a bundle's network. */
public enum Engine {
  /** ONNX Runtime: fast, and without ND4J. */
  ONNX {
    @Override
    public LatentEncoder open(Bundle bundle, int threads) {
      return new OnnxEncoder(bundle, threads);
    }
  },

  /** Deeplearning4j, as in training; its native libraries must have been prepared. */
  DL4J {
    @Override
    public LatentEncoder open(Bundle bundle, int threads) {
      return new Dl4jEncoder(bundle, threads);
    }
  };

  /**
   * Loads a bundle's network.
   *
   * @param threads of native code for each batch, 1 or more; 1 where tasks run side by side
   * @throws EncodingException when the engine refuses the bundle's files
   */
  public abstract LatentEncoder open(Bundle bundle, int threads);
}
