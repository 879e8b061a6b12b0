package io.nightjar.runtime;

import io.nightjar.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.internal.config.Kryo$;
import org.apache.spark.internal.config.Network$;
import org.apache.spark.internal.config.Status$;
import org.apache.spark.internal.config.UI$;
import org.apache.spark.sql.internal.SQLConf$;
import org.apache.spark.sql.internal.StaticSQLConf$;
import org.apache.spark.util.Utils;
import scala.Tuple2;

/**
 * Reads Spark's properties before Spark does, which tells of a value that it cannot read without
 * the key, much later, or by ending the process.
 */
final class SparkSettings {
  /** Register what they declare when they are first used. */
  private static final List<Object> DECLARATIONS =
      List.of(
          org.apache.spark.internal.config.package$.MODULE$,
          Kryo$.MODULE$,
          Network$.MODULE$,
          Status$.MODULE$,
          UI$.MODULE$,
          SQLConf$.MODULE$,
          StaticSQLConf$.MODULE$);

  private static final int LOWEST_PORT = 1024;
  private static final int HIGHEST_PORT = 65_535;

  private SparkSettings() {}

  /**
   * Refuses what Spark would.
   *
   * @throws InvalidInputException naming the first key whose value is of another type, or the local
   *     folders if there is none that can be written
   */
  static void require(SparkConf conf) {
    Arrays.stream(conf.getAll())
        .sorted((one, other) -> one._1().compareTo(other._1()))
        .forEach(SparkSettings::requireReadable);
    requireLocalFolder(conf);
  }

  private static void requireReadable(Tuple2<String, String> property) {
    ConfigEntry<?> entry = DECLARATIONS.isEmpty() ? null : ConfigEntry.findEntry(property._1());
    // A reference to another property is resolved by Spark.
    if (entry == null || property._2().contains("${")) {
      return;
    }
    Object value;
    try {
      value = entry.valueConverter().apply(property._2());
    } catch (RuntimeException e) {
      throw refused(property, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
    if (property._1().endsWith(".port") && value instanceof Integer port && isNoPort(port)) {
      throw refused(property, "a port is 0 (any that is free) or 1024 to 65535");
    }
  }

  /** By Spark's own bounds; over a port of its UI beyond them it ends the process. */
  private static boolean isNoPort(int port) {
    return port != 0 && (port < LOWEST_PORT || port > HIGHEST_PORT);
  }

  private static InvalidInputException refused(Tuple2<String, String> property, String reason) {
    return new InvalidInputException(
        "%s=%s: Spark cannot take this value: %s".formatted(property._1(), property._2(), reason));
  }

  /** Without one Spark ends the process with 53 and not a word. */
  private static void requireLocalFolder(SparkConf conf) {
    String[] folders = Utils.getConfiguredLocalDirs(conf);
    if (Arrays.stream(folders).noneMatch(SparkSettings::isWritten)) {
      String key =
          Stream.of("LOCAL_DIRS", "SPARK_EXECUTOR_DIRS", "SPARK_LOCAL_DIRS")
              .filter(System.getenv()::containsKey)
              .findFirst()
              .orElse("spark.local.dir");
      throw new InvalidInputException(
          "%s=%s: cannot be written: name a folder on a local disk that can"
              .formatted(key, String.join(",", folders)));
    }
  }

  private static boolean isWritten(String folder) {
    try {
      // As Spark does, which takes file:/data for a folder of this name.
      Path path = Path.of(folder);
      Files.createDirectories(path);
      Files.delete(Files.createTempFile(path, "nightjar", ""));
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
