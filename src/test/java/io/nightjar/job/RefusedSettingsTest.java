package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.runtime.SparkSessions.SparkStartException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

final class RefusedSettingsTest {
  @Test
  void namesThePropertyThatHoldsAMissingClass() {
    assertRefused(
        new SparkException("Exception when registering SparkListener", missing("com.acme.Nope")),
        Map.of("spark.extraListeners", "com.acme.Fine,com.acme.Nope", "spark.x", "com.acme.No"),
        "spark.extraListeners=com.acme.Fine,com.acme.Nope: there is no class com.acme.Nope",
        "--spark spark.jars=");
    assertRefused(
        new RuntimeException("java.lang.ClassNotFoundException: Class com.acme.Fs not found"),
        Map.of("spark.hadoop.fs.acme.impl", "com.acme.Fs"),
        "spark.hadoop.fs.acme.impl=com.acme.Fs: ");
    assertRefused(
        new SparkException("Cannot find catalog plugin class for catalog 'lake': com.acme.Lake"),
        Map.of("spark.sql.catalog.lake", "com.acme.Lake"),
        "spark.sql.catalog.lake=com.acme.Lake: ");
    assertRefused(
        new IllegalArgumentException(
            "Cannot initialize FileIO implementation com.acme.Io: Cannot find constructor\n"
                + "\tMissing com.acme.Io [java.lang.ClassNotFoundException: com.acme.Io]"),
        Map.of("catalog.properties.io-impl", "com.acme.Io"),
        "catalog.properties.io-impl=com.acme.Io: ");
  }

  @Test
  void saysWhereAMissingLibraryComesFrom() {
    assertRefused(
        new RuntimeException(missing("Class org.apache.hadoop.fs.s3a.S3AFileSystem not found")),
        Map.of(),
        "org.apache.hadoop.fs.s3a.S3AFileSystem",
        "spark.jars.packages=org.apache.hadoop:hadoop-aws:3.3.4");
    assertRefused(
        new NoClassDefFoundError("software/amazon/awssdk/services/glue/GlueClient"),
        Map.of(),
        "software.amazon.awssdk.services.glue.GlueClient",
        "iceberg-aws-bundle");
  }

  @Test
  void aClassOfOursThatIsMissingIsABug() {
    for (Throwable thrown :
        new Throwable[] {
          new NoClassDefFoundError("io/nightjar/image/OpenCv"),
          new NoClassDefFoundError("Could not initialize class org.nd4j.linalg.factory.Nd4j"),
          new RuntimeException(missing("org.apache.spark.sql.Nope"))
        }) {
      assertThat(Failure.of(thrown).code()).as("%s", thrown).isEqualTo(ExitCode.BUG);
    }
  }

  @Test
  void saysHowToAddAFileSystemOrADriverAndKeepsThePassword() {
    assertRefused(
        new UncheckedIOException(
            new UnsupportedFileSystemException("No FileSystem for scheme \"gs\"")),
        Map.of(),
        "gs://",
        "spark.jars=",
        "spark.hadoop.fs.gs.impl=");
    Failure failure =
        assertRefused(
            new RuntimeException(
                "Failed to connect: jdbc:acme://host/lake?password=hunter2",
                new SQLException("No suitable driver found for jdbc:acme://u:hunter2@host/lake")),
            Map.of("catalog.properties.uri", "jdbc:acme://u:hunter2@host/lake"),
            "catalog.properties.uri",
            "jdbc:acme",
            "spark.driver.extraClassPath=");
    assertThat(failure.line()).doesNotContain("hunter2");
  }

  @Test
  void namesTheMemoryThatIsTooLittle() {
    String tooLittle =
        "System memory 314572800 must be at least 471859200. Please increase heap size using the"
            + " --driver-memory option or spark.driver.memory in Spark configuration.";

    assertRefused(
        new SparkStartException(new IllegalArgumentException(tooLittle)),
        Map.of(),
        "spark.driver.memory: Spark needs at least 450 MiB");
    assertRefused(
        new IllegalArgumentException(
            "Executor memory 104857600 must be at least 471859200. Please increase"),
        Map.of(),
        "spark.executor.memory: Spark needs at least 450 MiB");
  }

  @Test
  void namesTheKeyThatAMessageSaysOrWhoseValueItQuotes() {
    assertRefused(
        thrownIn(
            "org.apache.spark.io.CompressionCodec$",
            new IllegalArgumentException(
                "Codec [zap] is not available. Consider setting spark.io.compression.codec=snappy")),
        Map.of("spark.io.compression.codec", "zap"),
        "spark.io.compression.codec=zap: Codec [zap] is not available");
    assertRefused(
        new RuntimeException(
            thrownIn(
                "org.apache.hadoop.conf.Configuration",
                new NumberFormatException("For input string: \"many\""))),
        Map.of("spark.hadoop.fs.s3a.connection.maximum", "many", "spark.y", "manyfold"),
        "spark.hadoop.fs.s3a.connection.maximum=many: For input string");
    assertRefused(
        new SparkStartException(new SparkException("Could not parse Master URL: 'foo'")),
        Map.of("spark.master", "foo"),
        "spark.master=foo: ");
    assertThat(
            assertRefused(
                    thrownIn(
                        "org.apache.hadoop.fs.s3a.S3AUtils",
                        new IllegalArgumentException("Illegal character in \"s3cr et\"")),
                    Map.of("spark.hadoop.fs.s3a.secret.key", "s3cr et"),
                    "spark.hadoop.fs.s3a.secret.key: ")
                .line())
        .doesNotContain("key=s3cr");
  }

  @Test
  void anUnusableAddressIsASetting() {
    assertRefused(
        new SparkStartException(
            new BindException(
                "Cannot assign requested address: Service 'sparkDriver' failed after 16 retries!"
                    + " Consider explicitly setting spark.driver.bindAddress for SparkDriver")),
        Map.of("spark.driver.bindAddress", "192.0.2.1"),
        "spark.driver.bindAddress=192.0.2.1: Cannot assign requested address");
    assertRefused(
        new SparkStartException(new BindException("Address already in use")),
        Map.of(),
        "SPARK_LOCAL_IP");
  }

  @Test
  void whatElseKeepsSparkFromStartingIsASettingUnlessTheClusterIsLost() {
    assertRefused(
        new SparkStartException(
            new ClassCastException("class java.lang.String cannot be cast to class Listener")),
        Map.of("spark.extraListeners", "java.lang.String"),
        "spark.extraListeners=java.lang.String: Spark does not start: ClassCastException: ");
    assertRefused(
        new SparkStartException(new FileNotFoundException("File file:/logs/x does not exist")),
        Map.of("spark.eventLog.dir", "/logs/x", "spark.z", "/logs"),
        "spark.eventLog.dir=/logs/x: Spark does not start: FileNotFoundException: ");
    assertRefused(
        new SparkStartException(new IllegalStateException("four is more than two")),
        Map.of(),
        "four is more than two: mend what --spark or spark-defaults.conf gives it");
    for (Exception lost :
        new Exception[] {
          new IOException("No route", new ConnectException("Connection refused")),
          new SparkException("All masters are unresponsive! Giving up."),
          new TimeoutException("Futures timed out after [120 seconds]")
        }) {
      assertThat(Failure.of(new SparkStartException(lost)).code())
          .as("%s", lost)
          .isEqualTo(ExitCode.SURROUNDINGS_FAILED);
    }
  }

  @Test
  void aLibraryThatCannotBeMappedIsTheFolders() {
    assertRefused(
        new UnsatisfiedLinkError(
            "/tmp/x.so: failed to map segment from shared object: Operation not permitted"),
        Map.of(),
        "NIGHTJAR_CACHE");
  }

  @Test
  void aValueThatMeetsAMessageByChanceIsNoSetting() {
    Map<String, String> given = Map.of("spark.executor.cores", "4", "spark.ui.enabled", "true");

    assertBug(
        thrownIn(
            "org.apache.hadoop.conf.Configuration",
            new NumberFormatException("For input string: \"4\"")),
        given);
    assertBug(
        thrownIn("org.apache.spark.SparkConf", new IllegalArgumentException("expected 'true'")),
        given);
  }

  @Test
  void aBugThatQuotesASettingIsABug() {
    Map<String, String> given = Map.of("spark.app.name", "night", "spark.io.codec", "lz4");
    Exception ours = new IllegalArgumentException("no column 'night' beside spark.io.codec");

    assertBug(ours, given);
    assertBug(thrownIn("org.apache.spark.sql.Dataset", ours), given);
    assertBug(new SparkException("Lost task 0.0: IllegalArgumentException: 'night'"), given);
    // A class of ours in between: it is ours that has read the setting, whoever called it.
    ours.setStackTrace(
        new StackTraceElement[] {
          frame("io.nightjar.training.Rounds"), frame("org.apache.spark.SparkConf")
        });
    assertBug(ours, given);
  }

  private static void assertBug(Exception thrown, Map<String, String> given) {
    assertThat(Failure.of(thrown, given(given)).code()).isEqualTo(ExitCode.BUG);
  }

  private static Given given(Map<String, String> settings) {
    return new Given(new TreeMap<>(settings), Map.of());
  }

  /** As if a method of that class had found fault with a value. */
  private static Exception thrownIn(String type, Exception exception) {
    exception.setStackTrace(
        new StackTraceElement[] {
          frame("java.lang.Integer"), frame(type), frame("io.nightjar.job.Run")
        });
    return exception;
  }

  private static StackTraceElement frame(String type) {
    return new StackTraceElement(type, "get", null, -1);
  }

  private static Failure assertRefused(
      Throwable thrown, Map<String, String> given, String... parts) {
    Failure failure = Failure.of(thrown, given(given));
    assertThat(failure.code()).as(failure.line()).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(failure.line()).contains(parts).hasLineCount(1);
    return failure;
  }

  private static ClassNotFoundException missing(String name) {
    return new ClassNotFoundException(name);
  }
}
