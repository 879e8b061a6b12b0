package io.nightjar.runtime;

import io.nightjar.Secrets;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.Utils;

/** Starts Spark the way Nightjar needs it. */
public final class SparkSessions {
  private static final String RETAINED = "100";
  private static final String LOCAL_PARTITIONS = "16";

  private SparkSessions() {}

  /**
   * Starts a session; what {@code spark-submit} was told wins over what is set here.
   *
   * @param appName as Spark's UI and history show it
   * @throws io.nightjar.InvalidInputException when Spark cannot read a property
   * @throws SparkStartException when it does not start
   */
  public static SparkSession start(String appName) {
    SparkConf conf = conf(appName);
    SparkSettings.require(conf);
    try {
      return SparkSession.builder().config(conf).getOrCreate();
    } catch (Exception e) { // Scala's come undeclared
      throw new SparkStartException(e);
    }
  }

  /** What Spark was told, and where that says nothing, what Nightjar needs. */
  static SparkConf conf(String appName) {
    SparkConf conf =
        new SparkConf()
            .setAppName(appName)
            .setIfMissing("spark.master", "local[*]")
            .setIfMissing("spark.executorEnv.LC_ALL", "C.UTF-8")
            .setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1")
            // A bad image is a reject with its reason; OpenCV would warn of it on stderr as well.
            .setIfMissing("spark.executorEnv.OPENCV_LOG_LEVEL", "SILENT")
            // Weights do not compress; trying costs more than sending them.
            .setIfMissing("spark.broadcast.compress", "false")
            // TCP has checksums of its own.
            .setIfMissing("spark.broadcast.checksum", "false")
            // A worker's network goes straight to the driver, not by way of a block to be fetched.
            .setIfMissing("spark.task.maxDirectResultSize", "64m")
            .setIfMissing("spark.executorEnv.OMP_WAIT_POLICY", "PASSIVE")
            // Every round has threads of its own; glibc would give them up to 8 heaps a core.
            .setIfMissing("spark.executorEnv.MALLOC_ARENA_MAX", "2")
            // A task falls with each executor that another task's image has killed.
            .setIfMissing("spark.task.maxFailures", "8")
            // YARN and Kubernetes would give up after two for each executor.
            .setIfMissing("spark.executor.maxNumFailures", "100")
            // Heartbeats carry the counts that progress shows.
            .setIfMissing("spark.executor.heartbeatInterval", "2s")
            // Spark remembers jobs for its UI, and a training has thousands.
            .setIfMissing("spark.ui.retainedJobs", RETAINED)
            .setIfMissing("spark.ui.retainedStages", RETAINED)
            .setIfMissing("spark.sql.ui.retainedExecutions", RETAINED)
            // A night's plan brings what the table knows of every file to the driver.
            .setIfMissing("spark.driver.maxResultSize", "0")
            // Tables of Glue and REST catalogs lie at s3://.
            .setIfMissing("spark.hadoop.fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem")
            // Series go on from run to run; Spark would begin their names with the application's
            // id.
            .setIfMissing("spark.metrics.namespace", appName.replace(' ', '-'))
            // Progress has its own live line.
            .setIfMissing("spark.ui.showConsoleProgress", "false")
            // What Spark logs and shows of its properties.
            .setIfMissing("spark.redaction.regex", Secrets.KEYS)
            // Kryo 4 cannot serialize records.
            .set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.ui.enabled", "false");
      // A task that is out of memory would end the process, with an exit code of Spark's own.
      conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
      // 200 partitions of a table's changes are mostly empty here, and each is a task.
      conf.setIfMissing("spark.sql.shuffle.partitions", LOCAL_PARTITIONS);
    }
    return conf;
  }

  /** The folders in which Spark spills, shuffles and keeps blocks, as this process is set up. */
  public static List<String> localFolders() {
    return List.of(Utils.getConfiguredLocalDirs(new SparkConf()));
  }

  /** Spark has not started: its settings or its cluster are at fault. */
  public static final class SparkStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SparkStartException(Exception cause) {
      super("Spark does not start", cause);
    }
  }
}
