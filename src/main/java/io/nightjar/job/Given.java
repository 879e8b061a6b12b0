package io.nightjar.job;

import io.nightjar.InvalidInputException;
import io.nightjar.runtime.SparkSessions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * What a run was given that others than Nightjar read and write.
 *
 * @param settings what libraries were handed, by full keys
 * @param places the local paths that it writes to, by what names them
 */
record Given(NavigableMap<String, String> settings, Map<String, String> places) {
  private static final List<String> OUTPUTS =
      List.of("output.path", "bundle", "catalog.warehouse", "training.store", "report.path");

  Given {
    settings = new TreeMap<>(settings);
    places = new LinkedHashMap<>(places);
  }

  /** What this process was given of Spark's properties. */
  static Given toSpark() {
    NavigableMap<String, String> settings = new TreeMap<>();
    for (Tuple2<String, String> property : new SparkConf().getAll()) {
      settings.put(property._1(), property._2());
    }
    Map<String, String> places = new LinkedHashMap<>();
    List<String> folders = SparkSessions.localFolders();
    for (int i = 0; i < folders.size(); i++) {
      places.put(i == 0 ? "spark.local.dir" : "spark.local.dir, " + (i + 1), folders.get(i));
    }
    places.put("java.io.tmpdir", System.getProperty("java.io.tmpdir"));
    return new Given(settings, places);
  }

  /** The same, and what a command hands on and writes. */
  static Given to(Settings command) {
    Given spark = toSpark();
    Map<String, String> places = new LinkedHashMap<>();
    for (String key : OUTPUTS) {
      local(command, key).ifPresent(path -> places.put(key, path));
    }
    places.putAll(spark.places);
    NavigableMap<String, String> settings = new TreeMap<>(spark.settings);
    settings.putAll(command.handedOn());
    return new Given(settings, places);
  }

  /** A path that cannot be read is a mistake that is told already, and none to fail by again. */
  private static Optional<String> local(Settings command, String key) {
    try {
      return command
          .optionalPath(key)
          .map(Path::toUri)
          .filter(uri -> uri.getScheme() == null || uri.getScheme().equals("file"))
          .map(uri -> uri.getPath());
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }
}
