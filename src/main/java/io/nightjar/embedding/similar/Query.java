package io.nightjar.embedding.similar;

import static org.apache.spark.sql.functions.col;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveFormat;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.ArchivePath;
import io.nightjar.archive.Decoding;
import io.nightjar.archive.FileUri;
import io.nightjar.archive.HiddenFiles;
import io.nightjar.archive.Split;
import io.nightjar.bundle.Bundle;
import io.nightjar.embedding.EmbedOptions;
import io.nightjar.embedding.EmbedPartition;
import io.nightjar.embedding.FailureBudget;
import io.nightjar.embedding.Outcome;
import io.nightjar.embedding.rows.Generation;
import io.nightjar.embedding.rows.Vectors;
import io.nightjar.encoding.Engine;
import io.nightjar.runtime.StorageErrors;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * What neighbours are sought of.
 *
 * @param uri of the row or of the image file
 * @param vector as its model encodes it
 */
@SuppressWarnings("ArrayRecordComponent") // measured, never compared
public record Query(String uri, float[] vector) {
  /**
   * The row that a text names: by its uri, or by its file's path.
   *
   * @return empty if there is no such row
   */
  public static Optional<Query> ofRow(Generation generation, String text) throws IOException {
    Optional<Query> row = row(generation, text);
    if (row.isPresent()) {
      return row;
    }
    Configuration hadoop = generation.spark().sparkContext().hadoopConfiguration();
    Optional<Path> file = file(text, hadoop);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Path followed = ArchivePath.followed(file.get(), hadoop); // a link may have another's row
    Optional<Query> ofFile = row(generation, FileUri.of(file.get()));
    return ofFile.isPresent() || followed.equals(file.get())
        ? ofFile
        : row(generation, FileUri.of(followed));
  }

  private static Optional<Query> row(Generation generation, String uri) {
    return generation
        .rows()
        .filter(col("uri").equalTo(uri))
        .select("embedding")
        .as(Vectors.encoder(generation.spark()))
        .takeAsList(1)
        .stream()
        .findFirst()
        .map(vector -> new Query(uri, vector));
  }

  /**
   * The image file of a path, qualified.
   *
   * @return empty if there is no such file
   */
  public static Optional<Path> file(String path, Configuration hadoop) throws IOException {
    try {
      Path file = ArchivePath.of(path, hadoop);
      FileSystem files = file.getFileSystem(hadoop);
      return files.exists(file) && files.getFileStatus(file).isFile()
          ? Optional.of(files.makeQualified(file))
          : Optional.empty();
    } catch (IllegalArgumentException e) { // a uri is not always a path
      return Optional.empty();
    } catch (IOException e) {
      if (StorageErrors.isMendedByUser(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * An image file, encoded as embed would.
   *
   * @param text what the user calls it
   * @param file qualified
   * @throws InvalidInputException when the image would be rejected, with the reason
   */
  public static Query ofImage(String text, Path file, Bundle bundle, JavaSparkContext spark) {
    var options =
        new ArchiveOptions(file.toString(), ArchiveFormat.FILES, Split.ALL, HiddenFiles.INCLUDE);
    Archive archive = Archive.list(options, spark.hadoopConfiguration());
    Broadcast<Bundle> broadcast = spark.broadcast(bundle);
    try (Decoding decoding = Decoding.open(spark, archive, bundle.preprocessing())) {
      var embed =
          new EmbedPartition(
              broadcast,
              new EmbedOptions(
                  Engine.ONNX,
                  1,
                  new FailureBudget(1, 0),
                  EmbedOptions.ReconstructionError.LEFT_OUT),
              decoding,
              spark.sc().longAccumulator());
      return query(text, archive.items(spark).mapPartitions(embed).first());
    } finally {
      broadcast.destroy();
    }
  }

  private static Query query(String text, Outcome outcome) {
    if (!outcome.isOfImage()) {
      throw new InvalidInputException(
          "similar.query: %s is no image by its name or its first bytes".formatted(text));
    }
    if (outcome.rejected()) {
      throw new InvalidInputException(
          "similar.query: %s gives no vector: %s (%s)"
              .formatted(text, outcome.rejection().reason().key(), outcome.rejection().detail()));
    }
    return new Query(outcome.item().uri(), outcome.vector().mean());
  }
}
