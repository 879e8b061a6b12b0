package io.nightjar.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.nd4j.linalg.api.blas.Blas;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Chooses the fast native libraries and their threads, in code, so that a bare {@code spark-submit}
 * is as fast as the launcher.
 *
 * <p>Call {@link #prepare} on driver and executors before the first class of ND4J, DL4J or JavaCPP
 * loads; whoever is later is too late, because those read the properties once.
 */
public final class NativeLibraries {
  private static final String BUILD_PROPERTIES = "/io/nightjar/build.properties";

  private NativeLibraries() {}

  /** Idempotent and cheap; a property that the user has set wins. */
  public static void prepare() {
    // Without it JavaCPP loads the plain library even where the oneDNN one is on the class path.
    setDefault("org.bytedeco.javacpp.platform.extension", platformExtension());
    // DL4J's default is true: no oneDNN convolutions.
    setDefault("org.eclipse.deeplearning4j.helpers.disable", "false");
    // Else every native allocation asks the kernel, under one lock, how much memory the process has
    // in all: 4% of a training step. What JavaCPP itself holds stays limited, by maxBytes.
    setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    // JavaCPP writes its warnings to stderr by default; the console is the user's.
    setDefault("org.bytedeco.javacpp.logger", "slf4j");
    // ND4J's start-up banner and its search for a version file of its own.
    setDefault("org.nd4j.log.initialization", "false");
  }

  /**
   * Threads that native code uses for work started on the calling thread.
   *
   * <p>Every task sets its own: libgomp keeps the number per thread. OpenBLAS and ND4J's own loops
   * keep it per process, where tasks that run side by side have the same. Without {@code
   * OMP_NUM_THREADS} both begin with every core, and the tasks' threads would fight for them.
   *
   * @param threads cores of the executor divided by its concurrent tasks, 1 or more
   */
  public static void threads(int threads) {
    Nd4j.getExecutioner(); // loads the back end, without which the holder fails
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    threadsOfProcess(threads);
  }

  private static synchronized void threadsOfProcess(int threads) {
    Blas blas = Nd4j.factory().blas();
    if (blas.getMaxThreads() != threads) { // unchanged it is left alone: other tasks compute
      blas.setMaxThreads(threads);
    }
    if (Nd4j.getEnvironment().maxMasterThreads() != threads) {
      Nd4j.getEnvironment().setMaxMasterThreads(threads);
    }
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  private static String platformExtension() {
    Properties build = new Properties();
    try (InputStream in = NativeLibraries.class.getResourceAsStream(BUILD_PROPERTIES)) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return build.getProperty("javacpp.extension", "");
  }
}
