package io.nightjar.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What this jar was built as and from, by the resource {@code io/nightjar/build.properties}.
 *
 * @param version of Nightjar; {@code unknown} when the resource is absent
 * @param commit of the sources, with {@code -dirty} where they had been changed; {@code unknown}
 *     without a repository
 * @param libraries version by library, for example {@code spark}
 */
record BuildInfo(String version, String commit, Map<String, String> libraries) {
  private static final String PREFIX = "versions.";
  private static final String UNKNOWN = "unknown";

  BuildInfo {
    libraries = Map.copyOf(libraries);
  }

  static BuildInfo load() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("/io/nightjar/build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(properties);
  }

  static BuildInfo of(Properties properties) {
    Map<String, String> libraries = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(PREFIX)) {
        libraries.put(key.substring(PREFIX.length()), properties.getProperty(key));
      }
    }
    return new BuildInfo(
        properties.getProperty("version", UNKNOWN),
        properties.getProperty("commit", UNKNOWN),
        libraries);
  }

  /** What runs: the libraries as built, Spark and Java as found, Nightjar itself. */
  Map<String, String> running() {
    Map<String, String> versions = new TreeMap<>(libraries);
    versions.put("nightjar", version);
    versions.put("java", System.getProperty("java.version"));
    versions.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    return versions;
  }
}
