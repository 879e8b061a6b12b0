package io.nightjar.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * How many native threads a task may use. Never by the cores that happen to be registered: the
 * number decides a sum's bits, so it must follow from what was configured.
 */
public final class TaskThreads {
  private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\d+|\\*)(?:,\\s*\\d+)?])?");

  private TaskThreads() {}

  /**
   * On a cluster the cores that Spark sets aside for a task, {@code spark.task.cpus}; in local mode
   * the master's cores shared out.
   *
   * @param tasks that run side by side in local mode, 1 or more
   */
  public static int of(SparkConf conf, int tasks) {
    Matcher local = LOCAL.matcher(conf.get("spark.master", "local[*]"));
    return local.matches()
        ? Math.max(1, cores(local.group(1)) / tasks)
        : conf.getInt("spark.task.cpus", 1);
  }

  private static int cores(String told) {
    if (told == null) {
      return 1;
    }
    return told.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(told);
  }
}
