package io.nightjar.job;

import io.nightjar.Secrets;
import io.nightjar.runtime.SparkSessions.SparkStartException;
import io.nightjar.runtime.StorageErrors;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import scala.Tuple2;

/**
 * What Spark, Hadoop, Iceberg and Java refuse because of a setting, told in one line that names the
 * key and the mend. Most of them say no key: it is then found by its value.
 */
final class RefusedSettings {
  private static final String ADD_JAR = "add its jar with --spark spark.jars=FILE";

  /** Whose absence would be our own fault or Spark's, unless a setting names it. */
  private static final Pattern OF_THE_BUILD =
      Pattern.compile("(io\\.nightjar|java|scala|org\\.apache\\.spark)[./].*");

  /** Where classes come from that people need and that neither Spark nor our jar has. */
  private static final Map<String, String> PACKAGES =
      Map.of(
          "org.apache.hadoop.fs.s3a", "org.apache.hadoop:hadoop-aws:3.3.4",
          "org.apache.hadoop.fs.azure", "org.apache.hadoop:hadoop-azure:3.3.4",
          "org.apache.hadoop.fs.adl", "org.apache.hadoop:hadoop-azure-datalake:3.3.4",
          "org.apache.hadoop.fs.aliyun", "org.apache.hadoop:hadoop-aliyun:3.3.4",
          "org.apache.hadoop.hive", "org.apache.spark:spark-hive_2.12:3.5.5",
          "software.amazon.awssdk", "org.apache.iceberg:iceberg-aws-bundle:1.10.2",
          "com.google.cloud", "org.apache.iceberg:iceberg-gcp-bundle:1.10.2",
          "com.azure", "org.apache.iceberg:iceberg-azure-bundle:1.10.2");

  private static final Pattern MISSING_CLASS =
      Pattern.compile(
          "(?:ClassNotFoundException: (?:Class )?|NoClassDefFoundError: (?!Could not )"
              + "|Cannot find catalog plugin class for catalog '[^']*': )([\\w.$/]+)");

  private static final Pattern MEMORY =
      Pattern.compile("(System|Executor) memory \\d+ must be at least (\\d+)");

  private static final Pattern DRIVER = Pattern.compile("[Nn]o suitable driver");
  private static final Pattern JDBC = Pattern.compile("jdbc:\\w+");
  private static final Pattern SCHEME = Pattern.compile("scheme[: ]+\"?([\\w.+-]+)");
  private static final Pattern SPARK_KEY = Pattern.compile("spark(?:\\.\\w+)+");
  private static final Pattern ADDRESS =
      Pattern.compile("Invalid Spark URL|Cannot assign requested address|Unresolved address");
  private static final Pattern ADDRESS_KEY =
      Pattern.compile("spark\\.(driver|ui|blockManager)\\.\\w*([hH]ost|[pP]ort|Address)");
  private static final Pattern PLAIN_NUMBER = Pattern.compile("\\d{1,4}|true|false");

  /** Short ones are found by chance. */
  private static final int SHORTEST_VALUE = 3;

  private final Map<String, String> given;

  private RefusedSettings(Map<String, String> given) {
    this.given = given;
  }

  /**
   * Looks among these and what this process was given of Spark's properties.
   *
   * @param more by their full keys
   */
  static RefusedSettings among(Map<String, String> more) {
    Map<String, String> given = new TreeMap<>(more);
    for (Tuple2<String, String> property : new SparkConf().getAll()) {
      given.put(property._1(), property._2());
    }
    return new RefusedSettings(given);
  }

  /** The keys that it looks among, in order. */
  Set<String> keys() {
    return given.keySet();
  }

  /** The line for what was thrown, or nothing where no setting is at fault. */
  Optional<String> line(List<Throwable> chain) {
    return missingClass(chain)
        .or(() -> missingDriver(chain))
        .or(() -> missingFileSystem(chain))
        .or(() -> memory(chain))
        .or(() -> refusedValue(chain))
        .or(() -> address(chain))
        .or(() -> nativeLibrary(chain))
        .or(() -> start(chain));
  }

  private Optional<String> missingClass(List<Throwable> chain) {
    return chain.stream()
        .flatMap(thrown -> matches(MISSING_CLASS, thrown.toString()))
        .reduce((outer, inner) -> inner)
        .map(found -> found.group(1).replace('/', '.'))
        .flatMap(this::missing);
  }

  private Optional<String> missing(String name) {
    Optional<String> key = keys((unused, value) -> names(value, name)).findFirst();
    if (key.isPresent()) {
      return Optional.of(
          "%s: there is no class %s: mend the name, or %s"
              .formatted(shown(key.get()), name, ADD_JAR));
    }
    if (OF_THE_BUILD.matcher(name).matches()) {
      return Optional.empty();
    }
    String packages =
        PACKAGES.entrySet().stream()
            .filter(entry -> name.startsWith(entry.getKey()))
            .map(entry -> " or --spark spark.jars.packages=" + entry.getValue())
            .findFirst()
            .orElse("");
    return Optional.of("The class %s is not there: %s%s".formatted(name, ADD_JAR, packages));
  }

  /** A driver's jar must be there before the JVM starts: java.sql looks nowhere else. */
  private static Optional<String> missingDriver(List<Throwable> chain) {
    boolean missing =
        chain.stream()
            .anyMatch(
                thrown -> thrown instanceof SQLException && DRIVER.matcher(text(thrown)).find());
    if (!missing) {
      return Optional.empty();
    }
    // The address may hold a password.
    String scheme =
        chain.stream()
            .flatMap(thrown -> matches(JDBC, text(thrown)))
            .map(MatchResult::group)
            .findFirst()
            .orElse("this address");
    return Optional.of(
        "catalog.properties.uri: there is no JDBC driver for %s: add its jar with --spark"
                .formatted(scheme)
            + " spark.driver.extraClassPath=FILE");
  }

  private static Optional<String> missingFileSystem(List<Throwable> chain) {
    return chain.stream()
        .filter(UnsupportedFileSystemException.class::isInstance)
        .flatMap(thrown -> matches(SCHEME, text(thrown)))
        .map(
            found ->
                ("No file system for %1$s://: mend the path, or %2$s and its class with"
                        + " --spark spark.hadoop.fs.%1$s.impl=CLASS")
                    .formatted(found.group(1), ADD_JAR))
        .findFirst();
  }

  private static Optional<String> memory(List<Throwable> chain) {
    return chain.stream()
        .flatMap(thrown -> matches(MEMORY, text(thrown)))
        .map(
            found ->
                ("spark.%1$s.memory: Spark needs at least %2$d MiB there, for example"
                        + " --spark spark.%1$s.memory=1g")
                    .formatted(
                        found.group(1).equals("System") ? "driver" : "executor",
                        Long.parseLong(found.group(2)) >> 20))
        .findFirst();
  }

  /** Says the key of ours that it is about, or quotes the value. */
  private Optional<String> refusedValue(List<Throwable> chain) {
    return chain.stream()
        .filter(RefusedSettings::isAboutAValue)
        .map(thrown -> refusedValue(text(thrown)))
        .flatMap(Optional::stream)
        .reduce((outer, inner) -> inner);
  }

  private static boolean isAboutAValue(Throwable thrown) {
    return thrown instanceof IllegalArgumentException
        || thrown instanceof SparkException
        || thrown instanceof UnknownHostException
        || thrown instanceof BindException;
  }

  private Optional<String> refusedValue(String text) {
    List<String> found =
        matches(SPARK_KEY, text).map(MatchResult::group).filter(given::containsKey).toList();
    Stream<String> keys =
        found.isEmpty() ? keys((key, value) -> isQuoted(value, text)) : found.stream().distinct();
    return Optional.of(named(keys)).filter(names -> !names.isEmpty()).map(names -> names + text);
  }

  private static boolean isQuoted(String value, String text) {
    return value.length() >= SHORTEST_VALUE
        && !PLAIN_NUMBER.matcher(value).matches()
        && Stream.of("\"%s\"", "'%s'", "[%s]", "`%s`")
            .anyMatch(quotes -> text.contains(quotes.formatted(value)));
  }

  /** An address of this machine's that Spark cannot listen on, given or by the host's name. */
  private Optional<String> address(List<Throwable> chain) {
    return chain.stream().filter(RefusedSettings::isAboutAnAddress).map(this::address).findFirst();
  }

  private static boolean isAboutAnAddress(Throwable thrown) {
    return thrown instanceof BindException
        || thrown instanceof UnresolvedAddressException
        || ADDRESS.matcher(text(thrown)).find();
  }

  private String address(Throwable thrown) {
    String text = text(thrown);
    return named(keys((key, value) -> ADDRESS_KEY.matcher(key).matches()))
        + (text.isEmpty() ? "the address is not known" : text)
        + ": mend spark.driver.host, spark.driver.bindAddress and the ports, or SPARK_LOCAL_IP";
  }

  private static Optional<String> nativeLibrary(List<Throwable> chain) {
    return chain.stream()
        .filter(UnsatisfiedLinkError.class::isInstance)
        .map(RefusedSettings::text)
        .filter(text -> text.contains("failed to map segment") || text.contains("not permitted"))
        .map(
            text ->
                ("Cannot load a native library: %s: set NIGHTJAR_CACHE to a folder of your own"
                        + " that allows executing")
                    .formatted(text))
        .findFirst();
  }

  /** Spark starts by our own settings; what keeps it from that are others, or what surrounds it. */
  private Optional<String> start(List<Throwable> chain) {
    Throwable root = chain.get(chain.size() - 1);
    boolean starting = chain.stream().anyMatch(SparkStartException.class::isInstance);
    if (!starting || (root instanceof IOException && !StorageErrors.isMendedByUser(root))) {
      return Optional.empty();
    }
    String text = text(root);
    String named =
        named(keys((key, value) -> value.length() >= SHORTEST_VALUE && names(text, value)));
    return Optional.of(
        "%sSpark does not start: %s: %s%s"
            .formatted(
                named,
                root.getClass().getSimpleName(),
                text,
                named.isEmpty() ? ": mend what --spark or spark-defaults.conf gives it" : ""));
  }

  private Stream<String> keys(BiPredicate<String, String> wanted) {
    return given.entrySet().stream()
        .filter(entry -> wanted.test(entry.getKey(), entry.getValue()))
        .map(Map.Entry::getKey);
  }

  /** For example {@code spark.ui.port=99: }; without keys nothing. */
  private String named(Stream<String> keys) {
    String named = keys.map(this::shown).collect(Collectors.joining(", "));
    return named.isEmpty() ? "" : named + ": ";
  }

  private String shown(String key) {
    return Secrets.isSecret(key) ? key : key + "=" + given.get(key);
  }

  /** Whether a name stands in a list of names or in a text. */
  private static boolean names(String text, String name) {
    return Pattern.compile("(?<![\\w.$])" + Pattern.quote(name) + "(?![\\w$/])")
        .matcher(text)
        .find();
  }

  private static Stream<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }

  private static String text(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? "" : message.lines().findFirst().orElse("");
  }
}
