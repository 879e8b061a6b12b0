package io.nightjar.embedding;

import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.CanaryCheck;
import io.nightjar.encoding.Engine;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.ImageDecoder;
import io.nightjar.runtime.NativeLibraries;
import io.nightjar.runtime.Shared;

/**
 * One engine an executor, loaded once and shared by its tasks; checked against the bundle's canary
 * before its first use, so that no executor with another decoder or library writes a row or a
 * figure.
 */
public final class ExecutorEngines {
  /** A task is one thread; the tasks side by side fill the cores. */
  private static final int THREADS = 1;

  private static final Shared<LatentEncoder> ENGINES = new Shared<>();

  private ExecutorEngines() {}

  /**
   * The executor's engine for a bundle; not to be closed.
   *
   * @throws io.nightjar.CheckFailedException when the canary fails
   */
  public static LatentEncoder of(Bundle bundle, Engine engine) {
    NativeLibraries.prepare();
    return ENGINES.get(engine + " " + bundle.fingerprint(), () -> open(bundle, engine));
  }

  private static LatentEncoder open(Bundle bundle, Engine engine) {
    LatentEncoder encoder = engine.open(bundle, THREADS);
    try {
      CanaryCheck.run(bundle, encoder, new ImageDecoder(bundle.preprocessing())::decode);
    } catch (RuntimeException e) {
      encoder.close();
      throw e;
    }
    return encoder;
  }
}
