package io.nightjar.runtime;

import com.github.luben.zstd.util.ZstdVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
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

  /** Properties of libraries that name the folder in which each process unpacks them anew. */
  private static final List<String> UNPACKING_THEMSELVES =
      List.of(
          "org.sqlite.tmpdir",
          "org.xerial.snappy.tempdir",
          "commons.crypto.lib.tempdir",
          "io.netty.native.workdir",
          "jline.tmpdir",
          "jna.tmpdir");

  private static final int RELEASE_DIGITS = 16;
  private static boolean prepared;

  private NativeLibraries() {}

  /**
   * Idempotent and cheap; a property that the user has set wins.
   *
   * @throws io.nightjar.InvalidInputException when there is no folder to load libraries from
   */
  public static synchronized void prepare() {
    if (!prepared) {
      Properties build = build();
      setProperties(build);
      unpackInPrivate(build);
      prepared = true;
    }
  }

  private static void setProperties(Properties build) {
    // Without it JavaCPP loads the plain library even where the oneDNN one is on the class path.
    setDefault(
        "org.bytedeco.javacpp.platform.extension", build.getProperty("javacpp.extension", ""));
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
   * Has every library that is unpacked to be loaded lie where no other user can exchange it. LZ4's
   * goes to {@code java.io.tmpdir} whatever it is told; where that allows no loading, Java does its
   * work.
   */
  private static void unpackInPrivate(Properties build) {
    NativeFolder folder =
        NativeFolder.choose(
            NativeFolder.candidates(System.getenv()), release(build), NativeFolder::loadsLibraries);
    setDefault("org.bytedeco.javacpp.cachedir", folder.javacpp().toString());
    for (String key : UNPACKING_THEMSELVES) {
      setDefault(key, folder.loose().toString());
    }
    try {
      unpackOnnxRuntime(folder, build.getProperty("onnxruntime.platform"));
      Path zstd = folder.unpacked(zstdResource());
      if (zstd != null) {
        setDefault("ZstdNativePath", zstd.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot unpack native libraries in " + folder.path(), e);
    }
  }

  /** ONNX Runtime would unpack 22 MB anew in each process, in {@code java.io.tmpdir}. */
  private static void unpackOnnxRuntime(NativeFolder folder, String platform) throws IOException {
    String resources = "/ai/onnxruntime/native/" + platform + "/";
    Path runtime = folder.unpacked(resources + System.mapLibraryName("onnxruntime"));
    Path binding = folder.unpacked(resources + System.mapLibraryName("onnxruntime4j_jni"));
    if (runtime != null && binding != null) {
      setDefault("onnxruntime.native.path", folder.path().toString());
    }
  }

  /** By Spark's version of it; another one's is not found, and unpacks itself. */
  private static String zstdResource() {
    return "/linux/%s/libzstd-jni-%s.so"
        .formatted(System.getProperty("os.arch"), ZstdVersion.VERSION);
  }

  /** Names the libraries of this build: those of another lie elsewhere. */
  private static String release(Properties build) {
    String libraries =
        build.stringPropertyNames().stream()
            .filter(name -> !name.equals("version"))
            .sorted()
            .map(name -> name + "=" + build.getProperty(name))
            .collect(Collectors.joining("\n"));
    return DigestUtils.sha256Hex(libraries).substring(0, RELEASE_DIGITS);
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

  private static Properties build() {
    Properties build = new Properties();
    try (InputStream in = NativeLibraries.class.getResourceAsStream(BUILD_PROPERTIES)) {
      if (in != null) {
        build.load(in);
      }
      return build;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
