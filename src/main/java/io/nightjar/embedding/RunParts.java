package io.nightjar.embedding;

import io.nightjar.OutputHeldException;
import io.nightjar.bundle.Bundle;
import io.nightjar.embedding.JoinParts.Joined;
import io.nightjar.embedding.WrittenPart.PartFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run has written and not yet published: Parquet files under {@code _temporary} in its
 * output, where no reader looks and which the next run clears. Beside them a finished output stays
 * as it was.
 */
final class RunParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunParts.class);

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final FileSystem files;
  private final Path output;
  private final boolean existed;
  private final Path folder;
  private final OneShot.RunStamp run;
  private final PartFormat rowFormat;
  private final PartFormat rejectFormat;
  private final int latentSize;

  /**
   * @param output where the rows will be
   */
  RunParts(SparkSession spark, Bundle bundle, Path output, OneShot.RunStamp run)
      throws IOException {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.files = output.getFileSystem(context.hadoopConfiguration());
    this.output = files.makeQualified(output);
    this.existed = files.exists(output);
    this.folder = new Path(new Path(this.output, "_temporary"), run.id());
    this.run = run;
    this.rowFormat =
        PartFormat.of(
            EmbeddingSchema.rows(EmbeddingSchema.Model.of(bundle)),
            new EmbeddedRow(bundle.fingerprint(), run.id(), run.at()),
            spark);
    this.rejectFormat =
        PartFormat.of(
            EmbeddingSchema.rejects(),
            new RejectedRow(bundle.fingerprint(), run.id(), run.at()),
            spark);
    this.latentSize = bundle.latentSize();
  }

  /** Writes them all, in as many tasks as there are partitions. */
  List<WrittenPart> write(JavaRDD<Outcome> outcomes) {
    return outcomes
        .mapPartitions(new WriteParts(rowFormat, rejectFormat, latentSize, folder))
        .collect();
  }

  /** Where all of it lies until it is published. */
  Path folder() {
    return folder;
  }

  /**
   * Files that are where readers look, in a directory that is unfinished.
   *
   * @param names of all its files
   * @param count of what is in them, as their footers say
   */
  record Published(Path directory, Set<String> names, long count) {}

  /** Puts their rows into a directory. */
  Published publishRows(List<WrittenPart> parts, Path directory) throws IOException {
    return publish(parts.stream().flatMap(part -> part.rowsFile().stream()), rowFormat, directory);
  }

  /** Puts their rejects into a directory. */
  Published publishRejects(List<WrittenPart> parts, Path directory) throws IOException {
    return publish(
        parts.stream().flatMap(part -> part.rejectsFile().stream()), rejectFormat, directory);
  }

  private Published publish(Stream<PartFile> parts, PartFormat format, Path directory)
      throws IOException {
    List<List<String>> groups = groups(parts.toList());
    if (groups.isEmpty()) { // readers want one file that tells them the columns
      Path empty = new Path(folder, "empty-" + UUID.randomUUID());
      format.create(empty).close();
      groups.add(List.of(empty.toString()));
    }
    List<Joined> joined =
        context.parallelize(groups, groups.size()).map(new JoinParts(folder, format)).collect();
    files.mkdirs(directory);
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < joined.size(); i++) {
      String name = "part-%05d-%s%s".formatted(i, run.id(), format.extension());
      move(new Path(joined.get(i).path()), new Path(directory, name));
      names.add(name);
    }
    return new Published(directory, names, joined.stream().mapToLong(Joined::rows).sum());
  }

  /**
   * Says with {@code _SUCCESS} that a directory is whole.
   *
   * @throws OutputHeldException when other files are in it than were put there
   */
  void finish(Published published) throws IOException {
    Set<String> there = new TreeSet<>();
    for (FileStatus file : files.listStatus(published.directory())) {
      if (file.isFile()) {
        there.add(file.getPath().getName());
      }
    }
    if (!there.equals(published.names())) {
      throw new OutputHeldException(
          "Another run has written into %s meanwhile, which is left unfinished: run one at a time"
              .formatted(published.directory()));
    }
    new ParquetDirectory(published.directory()).finish(spark);
  }

  /** Parts that lie one behind the other and make a file of about 32 MiB. */
  static List<List<String>> groups(List<PartFile> parts) {
    List<List<String>> groups = new ArrayList<>();
    long bytes = ParquetDirectory.FILE_BYTES;
    for (PartFile part : parts) {
      if (bytes + part.bytes() / 2 >= ParquetDirectory.FILE_BYTES) {
        groups.add(new ArrayList<>());
        bytes = 0;
      }
      groups.get(groups.size() - 1).add(part.path());
      bytes += part.bytes();
    }
    return groups;
  }

  private void move(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("cannot rename %s to %s".formatted(from, to));
    }
  }

  /**
   * Deletes what is left, and an output that this run has made and put nothing into. What fails of
   * that is left to the next run: the output is as it is to be.
   */
  @Override
  public void close() {
    try {
      files.delete(folder, true);
      deleteEmpty(folder.getParent());
      if (!existed) {
        deleteEmpty(output);
      }
    } catch (IOException e) {
      LOG.warn("Cannot delete {}", folder, e);
    }
    rowFormat.close();
    rejectFormat.close();
  }

  private void deleteEmpty(Path directory) throws IOException {
    if (files.exists(directory) && files.listStatus(directory).length == 0) {
      files.delete(directory, false);
    }
  }
}
