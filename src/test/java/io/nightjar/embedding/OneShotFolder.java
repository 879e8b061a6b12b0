package io.nightjar.embedding;

import io.nightjar.SharedSpark;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.bundle.Bundle;
import io.nightjar.embedding.EmbedOptions.ReconstructionError;
import io.nightjar.encoding.Engine;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/** A folder that one-shot runs write to, and what the tests ask of it. */
class OneShotFolder implements OneShot.Target {
  static final OneShot.RunStamp RUN =
      new OneShot.RunStamp("run-1", Instant.parse("2026-01-02T03:04:05.678901Z"));

  private final java.nio.file.Path folder;

  OneShotFolder(java.nio.file.Path folder) {
    this.folder = folder;
  }

  /** All that may be rejected is; batches are smaller than a partition. */
  static EmbedOptions options() {
    return new EmbedOptions(Engine.ONNX, 4, new FailureBudget(1, 0), ReconstructionError.MEASURED);
  }

  Counts embed(java.nio.file.Path archive, Bundle bundle, EmbedOptions options) throws IOException {
    return embed(
        Archive.open(ArchiveOptions.of(archive.toString()), new Configuration()), bundle, options);
  }

  Counts embed(Archive opened, Bundle bundle, EmbedOptions options) throws IOException {
    return new OneShot(SharedSpark.session(), bundle, options, Progress.none())
        .run(opened, this, RUN, counts -> {});
  }

  List<Row> readRows() {
    return SharedSpark.session().read().parquet(rows().toString()).orderBy("uri").collectAsList();
  }

  List<Row> readRejects() {
    return SharedSpark.session()
        .read()
        .parquet(rejects().toString())
        .orderBy("uri")
        .collectAsList();
  }

  /** A column of every row. */
  static List<Object> column(List<Row> rows, String name) {
    List<Object> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.getAs(name)));
    return values;
  }

  @Override
  public Path rows() {
    return new Path("file:" + folder.resolve("x.parquet"));
  }

  @Override
  public void clearAround(Path kept) throws IOException {
    FileSystem files = FileSystem.getLocal(new Configuration());
    for (FileStatus entry : files.listStatus(rows())) {
      if (!entry.getPath().equals(kept.getParent())) {
        files.delete(entry.getPath(), true);
      }
    }
    files.delete(rejects(), true);
  }

  /** Whether a directory is there and finished. */
  static boolean finished(Path directory) {
    return java.nio.file.Files.exists(java.nio.file.Path.of(directory.toUri()).resolve("_SUCCESS"));
  }
}
