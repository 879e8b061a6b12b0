package io.nightjar.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** A real standalone cluster on this machine, executors of one core in processes of their own. */
final class LocalCluster implements AutoCloseable {
  static final int EXECUTORS = 2;

  /** The project's. */
  static final Path ROOT = root();

  private final Path folder;
  private final JavaSparkContext spark;

  private LocalCluster(Path folder, JavaSparkContext spark) {
    this.folder = folder;
    this.spark = spark;
  }

  /**
   * Starts it, and a session on it.
   *
   * @param folder for logs and for Spark's own files
   * @param megabytes heap of an executor, all of it touched at once, so that what grows is no heap
   */
  static LocalCluster start(Path folder, int megabytes) {
    return start(folder, EXECUTORS, megabytes);
  }

  /**
   * @param executors as many as there are to be
   */
  static LocalCluster start(Path folder, int executors, int megabytes) {
    Map<String, String> environment =
        Map.of(
            "WORKERS", Integer.toString(executors),
            "PORT", "0",
            "MEMORY", megabytes + "m",
            "SPARK_LOCAL_DIRS", folder.resolve("spark-local").toString(),
            "NIGHTJAR_JAR", ROOT.resolve("target/nightjar.jar").toString());
    String url = script("start", folder, environment);
    System.setProperty("spark.master", url);
    System.setProperty("spark.executor.memory", megabytes + "m");
    System.setProperty(
        "spark.executor.extraJavaOptions", "-Xms%dm -XX:+AlwaysPreTouch".formatted(megabytes));
    // Both to one class loader: what samples an executor's memory asks our libraries for theirs.
    System.setProperty(
        "spark.executor.extraClassPath",
        ROOT.resolve("target/test-classes") + ":" + ROOT.resolve("target/nightjar.jar"));
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.local.dir", folder.resolve("spark-local").toString());
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(
            io.nightjar.runtime.SparkSessions.start("bench").sparkContext());
    return new LocalCluster(folder, spark);
  }

  JavaSparkContext spark() {
    return spark;
  }

  @Override
  public void close() {
    spark.stop();
    script("stop", folder, Map.of());
  }

  private static String script(String name, Path folder, Map<String, String> environment) {
    List<String> command =
        new ArrayList<>(
            List.of(ROOT.resolve("deploy/standalone/" + name).toString(), folder.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      String out =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("deploy/standalone/" + name + " failed");
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Two folders above the compiled classes. */
  private static Path root() {
    try {
      return Path.of(LocalCluster.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .getParent()
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
