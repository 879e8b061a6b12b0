package io.nightjar.job;

import io.nightjar.Secrets;
import io.nightjar.runtime.SparkSessions.SparkStartException;
import io.nightjar.runtime.StorageErrors;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * What Spark, Hadoop, Iceberg and Java refuse because of a setting, told in one line that names the
 * key and the mend. Most of them say no key: it is then found by its value.
 *
 * @param given what libraries were handed, by full keys
 */
record RefusedSettings(NavigableMap<String, String> given) {
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

  /** As a local cluster words it, and YARN. */
  private static final Pattern TOO_LARGE =
      Pattern.compile("Asked to launch cluster with .*|Required (?:executor|AM) memory .*");

  private static final Pattern DRIVER = Pattern.compile("[Nn]o suitable driver");
  private static final Pattern JDBC = Pattern.compile("jdbc:\\w+");
  private static final Pattern SCHEME = Pattern.compile("scheme[: ]+\"?([\\w.+-]+)");
  private static final Pattern SPARK_KEY = Pattern.compile("spark(?:\\.\\w+)+");
  private static final Pattern ADDRESS =
      Pattern.compile("Invalid Spark URL|Cannot assign requested address|Unresolved address");
  private static final Pattern ADDRESS_KEY =
      Pattern.compile("spark\\.(driver|ui|blockManager)\\.\\w*([hH]ost|[pP]ort|Address)");
  private static final Pattern PLAIN_NUMBER = Pattern.compile("\\d{1,4}|true|false");

  private static final Pattern NOT_MAPPED = Pattern.compile("failed to map segment|not permitted");

  private static final String OURS = "io.nightjar.";

  /** Methods that read, parse or look up what a setting says, in classes and those nested there. */
  private static final Pattern READS_SETTINGS =
      Pattern.compile(
          "org\\.apache\\.spark\\.(SparkConf|internal\\.config\\.\\w+|io\\.CompressionCodec"
              + "|sql\\.(internal\\.SQLConf|RuntimeConfig|connector\\.catalog\\.Catalogs))\\b.*"
              + "|org\\.apache\\.hadoop\\.(conf\\.Configuration|fs\\.s3a\\.S3AUtils)\\b.*"
              + "|org\\.apache\\.hadoop\\.fs\\..*#(initialize|createFileSystem|getFileSystemClass)"
              + "|org\\.apache\\.iceberg\\.(CatalogUtil|util\\.PropertyUtil)\\b.*");

  /** Short ones are found by chance. */
  private static final int SHORTEST_VALUE = 3;

  /** A class that is not there, but for those whose absence is no setting's fault. */
  Optional<String> missingClass(Thrown thrown) {
    return thrown.chain().stream()
        .flatMap(cause -> MISSING_CLASS.matcher(cause.toString()).results())
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
  Optional<String> missingDriver(Thrown thrown) {
    if (thrown.matches(SQLException.class, DRIVER).findAny().isEmpty()) {
      return Optional.empty();
    }
    // The address may hold a password.
    String scheme =
        thrown
            .matches(Throwable.class, JDBC)
            .map(MatchResult::group)
            .findFirst()
            .orElse("this address");
    return Optional.of(
        "catalog.properties.uri: there is no JDBC driver for %s: add its jar with --spark"
                .formatted(scheme)
            + " spark.driver.extraClassPath=FILE");
  }

  /** A scheme that Hadoop knows no class for. */
  Optional<String> missingFileSystem(Thrown thrown) {
    return thrown
        .matches(UnsupportedFileSystemException.class, SCHEME)
        .map(
            found ->
                ("No file system for %1$s://: mend the path, or %2$s and its class with"
                        + " --spark spark.hadoop.fs.%1$s.impl=CLASS")
                    .formatted(found.group(1), ADD_JAR))
        .findFirst();
  }

  /** Less memory than Spark itself takes, or more than the cluster's machines have. */
  Optional<String> memory(Thrown thrown) {
    return thrown
        .matches(Throwable.class, MEMORY)
        .map(
            found ->
                ("spark.%1$s.memory: Spark needs at least %2$d MiB there, for example"
                        + " --spark spark.%1$s.memory=1g")
                    .formatted(
                        found.group(1).equals("System") ? "driver" : "executor",
                        Long.parseLong(found.group(2)) >> 20))
        .findFirst()
        .or(() -> thrown.matches(Throwable.class, TOO_LARGE).map(this::tooLarge).findFirst());
  }

  private String tooLarge(MatchResult asked) {
    boolean master = asked.group().contains("AM memory");
    String key = master ? "spark.yarn.am.memory" : "spark.executor.memory";
    String value = given.containsKey(key) ? shown(key) : key;
    return "%s: no machine of the cluster is large enough: %s: ask for less, for example --spark %s=512m"
        .formatted(value, asked.group(), key);
  }

  /**
   * A value that a library cannot use. It says the key, or quotes the value; that alone may be
   * chance, so it must have been thrown where settings are read.
   */
  Optional<String> refusedValue(Thrown thrown) {
    boolean starting = thrown.is(SparkStartException.class);
    return thrown.chain().stream()
        .filter(cause -> starting || isAboutASetting(cause))
        .map(cause -> refusedValue(Thrown.said(cause)))
        .flatMap(Optional::stream)
        .reduce((outer, inner) -> inner);
  }

  private static boolean isAboutASetting(Throwable cause) {
    return cause instanceof UnknownHostException
        || cause instanceof BindException
        || isThrownWhereSettingsAreRead(cause);
  }

  /** Whether a class that reads settings has thrown it, or has called what has. */
  private static boolean isThrownWhereSettingsAreRead(Throwable cause) {
    return Arrays.stream(cause.getStackTrace())
        .map(frame -> frame.getClassName() + "#" + frame.getMethodName())
        .takeWhile(method -> !method.startsWith(OURS))
        .anyMatch(method -> READS_SETTINGS.matcher(method).matches());
  }

  private Optional<String> refusedValue(String text) {
    List<String> found =
        SPARK_KEY
            .matcher(text)
            .results()
            .map(MatchResult::group)
            .filter(given::containsKey)
            .toList();
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
  Optional<String> address(Thrown thrown) {
    return thrown.chain().stream()
        .filter(RefusedSettings::isAboutAnAddress)
        .map(this::addressRefused)
        .findFirst();
  }

  private static boolean isAboutAnAddress(Throwable cause) {
    return cause instanceof BindException
        || cause instanceof UnresolvedAddressException
        || ADDRESS.matcher(Thrown.said(cause)).find();
  }

  private String addressRefused(Throwable cause) {
    String text = Thrown.said(cause);
    return named(keys((key, value) -> ADDRESS_KEY.matcher(key).matches()))
        + (text.isEmpty() ? "the address is not known" : text)
        + ": mend spark.driver.host, spark.driver.bindAddress and the ports, or SPARK_LOCAL_IP";
  }

  /** A library that the system does not map from where it was unpacked. */
  Optional<String> nativeLibrary(Thrown thrown) {
    return thrown
        .last(UnsatisfiedLinkError.class::isInstance)
        .map(Thrown::said)
        .filter(text -> NOT_MAPPED.matcher(text).find())
        .map(
            text ->
                ("Cannot load a native library: %s: set NIGHTJAR_CACHE to a folder of your own"
                        + " that allows executing")
                    .formatted(text));
  }

  /** Spark starts by our own settings; what keeps it from that are others, or what surrounds it. */
  Optional<String> start(Thrown thrown) {
    Throwable root = thrown.root();
    if (!thrown.is(SparkStartException.class)
        || (root instanceof IOException && !StorageErrors.isMendedByUser(root))) {
      return Optional.empty();
    }
    String text = Thrown.said(root);
    String named =
        named(keys((key, value) -> value.length() >= SHORTEST_VALUE && names(text, value)));
    return Optional.of(
        "%sSpark does not start: %s%s"
            .formatted(
                named,
                Thrown.named(root),
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
}
