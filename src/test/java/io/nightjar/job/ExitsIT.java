package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.TestArchives;
import io.nightjar.ThrowingFileSystem;
import io.nightjar.bundle.TestBundles;
import io.nightjar.job.CommandLines.Line;
import io.nightjar.job.CommandLines.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every row of the table of {@link FailureKind}, made to happen: by what does the like on a
 * cluster, where a test can, otherwise by a file system that throws the same.
 */
@Timeout(300)
final class ExitsIT {
  @TempDir private Path folder;
  private final List<Expected> expected = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();

  /** What a line must come to. */
  private record Expected(FailureKind kind, List<String> parts) {}

  @BeforeEach
  void writeInputs() throws Exception {
    TestArchives.files(folder.resolve("photos"), 3, 12, 8);
    TestArchives.broken(folder.resolve("wrecks"));
    TestArchives.write(
        folder.resolve("lethal/java.lang.OutOfMemoryError/in a task.png"), new byte[1]);
    TestBundles.bundle(TestBundles.model(), folder);
  }

  @Test
  void eachComesToItsExitCodeAndNamesTheThingAndTheMend() throws Exception {
    addOurs();
    addThrown();
    addSettings();
    addCatalogs();
    List<Result> results;
    try (Connection busy = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("busy.db"));
        Statement holding = busy.createStatement()) {
      holding.execute("BEGIN EXCLUSIVE");
      results = CommandLines.run(folder, lines);
    }

    assertThat(results).hasSameSizeAs(lines);
    SoftAssertions all = new SoftAssertions();
    for (int i = 0; i < results.size(); i++) {
      Result result = results.get(i);
      String of = "%s gave %s".formatted(lines.get(i), result);
      all.assertThat(result.code()).as(of).isEqualTo(expected.get(i).kind().code().code());
      all.assertThat(result.errors()).as(of).hasSize(1);
      all.assertThat(result.errors().get(0)).as(of).contains(expected.get(i).parts());
    }
    all.assertAll();
    assertThat(expected.stream().map(Expected::kind)).contains(FailureKind.values());
    assertThat(folder.resolve("new")).doesNotExist();
    assertThat(folder.resolve("kept/rows")).doesNotExist();
    assertThat(folder.resolve("kept")).isDirectoryContaining("glob:**/rows_rejects_*");
    assertThat(folder.resolve("kept/rows_run-report.json")).content().contains("\"exit_code\" : 3");
  }

  private void addOurs() {
    expect(FailureKind.MISTAKE, "training.epochs: 0");
    train(List.of(), "archive.path=" + folder.resolve("photos"), "training.epochs=0");
    expect(FailureKind.CHECK, "Rejected 3 of 3 images");
    embed(
        List.of(),
        "archive.path=" + folder.resolve("wrecks"),
        "embed.rejected-allowance=0",
        "output.path=" + folder.resolve("kept/rows"));
  }

  private void addThrown() {
    thrown(FailureKind.HELD, "io.nightjar.OutputHeldException/held by run x", "held by run x");
    thrown(
        FailureKind.MEMORY, "java.lang.OutOfMemoryError/Java heap space", "spark.driver.memory=8g");
    expect(FailureKind.MEMORY, "spark.executor.memory=8g");
    embed(
        List.of(ThrowingFileSystem.PROPERTY),
        "archive.path=thrown://" + folder.resolve("lethal"),
        "output.path=" + folder.resolve("new/rows"));
    thrown(
        FailureKind.DISK_FULL,
        "java.io.IOException/No space left on device",
        "bundle=" + folder.resolve("new/x.bundle"),
        " free: free some there");
    thrown(
        FailureKind.CLUSTER_LOST,
        "org.apache.spark.SparkException/SparkContext was shut down",
        "SparkContext was shut down (safe to run again)");
    thrown(
        FailureKind.LIBRARY_NOT_LOADED,
        "java.lang.UnsatisfiedLinkError/x.so: failed to map segment from shared object",
        "set NIGHTJAR_CACHE");
    thrown(
        FailureKind.PATH_REFUSED,
        "org.apache.hadoop.security.AccessControlException/Permission denied",
        "Permission denied");
    thrown(
        FailureKind.STORAGE_LOST,
        "java.net.ConnectException/Connection refused",
        "safe to run again");
    thrown(
        FailureKind.UNKNOWN, "java.lang.IllegalStateException/odd", "a bug in Nightjar: ", "odd");
  }

  private void addSettings() {
    refusedAtStart(
        FailureKind.CLASS_MISSING,
        "spark.extraListeners=com.acme.Nope",
        "spark.extraListeners=com.acme.Nope: there is no class com.acme.Nope",
        "--spark spark.jars=");
    refusedAtStart(
        FailureKind.SPARK_MEMORY,
        "spark.testing.memory=1000000",
        "spark.driver.memory: ",
        "450 MiB");
    refusedAtStart(
        FailureKind.SPARK_MEMORY,
        "spark.executor.memory=100m",
        "spark.executor.memory: ",
        "450 MiB");
    refusedAtStart(
        FailureKind.VALUE_REFUSED,
        "spark.io.compression.codec=zap",
        "spark.io.compression.codec=zap: ");
    refusedAtStart(
        FailureKind.SPARK_MEMORY,
        "spark.master=local-cluster[1,1,512]",
        "spark.executor.memory: no machine of the cluster is large enough: ",
        "512 MiB/worker but requested 1024 MiB/executor");
    refusedAtStart(
        FailureKind.ADDRESS_UNUSABLE,
        "spark.driver.bindAddress=192.0.2.1",
        "spark.driver.bindAddress=192.0.2.1: ");
    refusedAtStart(
        FailureKind.START_FAILED,
        "spark.extraListeners=java.lang.String",
        "spark.extraListeners=java.lang.String: Spark does not start: ");
    refusedAtStart(FailureKind.MISTAKE, "spark.executor.cores=many", "spark.executor.cores=many: ");
    refusedAtStart(
        FailureKind.MISTAKE, "spark.local.dir=/proc/nope", "spark.local.dir=/proc/nope: ");
    expect(FailureKind.FILE_SYSTEM_MISSING, "No file system for gs://", "spark.hadoop.fs.gs.impl=");
    train(List.of(), "archive.path=gs://bucket/photos");
    expect(FailureKind.CLASS_MISSING, "org.apache.hadoop.fs.s3a.S3AFileSystem", "hadoop-aws:");
    train(List.of(), "archive.path=s3a://bucket/photos");
  }

  private void addCatalogs() throws Exception {
    expect(FailureKind.DRIVER_MISSING, "jdbc:acme", "spark.driver.extraClassPath=");
    night("jdbc:acme://host/lake");
    Path text = Files.writeString(folder.resolve("text.db"), "no database ".repeat(100));
    expect(FailureKind.CATALOG_REFUSED, "the table's catalog refuses: ", "SQLITE_NOTADB");
    night("jdbc:sqlite:" + text);
    expect(FailureKind.CATALOG_LOST, "the table's catalog failed: ", "SQLITE_BUSY");
    night("jdbc:sqlite:file:" + folder.resolve("busy.db") + "?busy_timeout=10");
  }

  /** The line that is added next must come to this. */
  private void expect(FailureKind kind, String... parts) {
    expected.add(new Expected(kind, List.of(parts)));
  }

  private void thrown(FailureKind kind, String path, String... parts) {
    expect(kind, parts);
    train(List.of(ThrowingFileSystem.PROPERTY), "archive.path=thrown:///" + path);
  }

  private void refusedAtStart(FailureKind kind, String property, String... parts) {
    expect(kind, parts);
    train(List.of(property), "archive.path=" + folder.resolve("photos"));
  }

  private void train(List<String> properties, String... words) {
    add(properties, Stream.of("train", "bundle=" + folder.resolve("new/x.bundle")), words);
  }

  private void embed(List<String> properties, String... words) {
    add(properties, Stream.of("embed", "bundle=" + folder.resolve("test.bundle")), words);
  }

  private void night(String uri) {
    embed(
        List.of(),
        "archive.path=" + folder.resolve("photos"),
        "catalog.type=jdbc",
        "catalog.properties.uri=" + uri,
        "catalog.warehouse=" + folder.resolve("new/lake"),
        "output.table=t" + lines.size() + ".a.b");
  }

  private void add(List<String> properties, Stream<String> start, String... words) {
    lines.add(Line.of(properties, Stream.concat(start, Stream.of(words)).toArray(String[]::new)));
  }
}
