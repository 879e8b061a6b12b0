package io.nightjar.embedding.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.InvalidInputException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple3;

/**
 * Writes a partition's share of the files, under names that no other attempt of the task uses.
 * Holds one row at a time.
 */
final class WriteNpyPart
    implements FlatMapFunction<Iterator<Tuple3<String, float[], float[]>>, NpyPart> {
  private static final long serialVersionUID = 1L;
  private static final int BUFFER = 1 << 20;

  private final String folder;
  private final int dimension;
  private final NpyExport.Stddev stddev;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final LongAccumulator done;

  WriteNpyPart(
      String folder,
      int dimension,
      NpyExport.Stddev stddev,
      Broadcast<SerializableConfiguration> hadoop,
      LongAccumulator done) {
    this.folder = folder;
    this.dimension = dimension;
    this.stddev = stddev;
    this.hadoop = hadoop;
    this.done = done;
  }

  @Override
  public Iterator<NpyPart> call(Iterator<Tuple3<String, float[], float[]>> rows)
      throws IOException {
    String name = folder + "/" + UUID.randomUUID();
    NpyPart part = new NpyPart(0, name + ".embeddings", name + ".stddevs", name + ".ids");
    long count = 0;
    try (OutputStream embeddings = create(part.embeddings());
        OutputStream stddevs = create(part.stddevs());
        OutputStream ids = create(part.ids())) {
      byte[] bytes = new byte[Float.BYTES * dimension];
      while (rows.hasNext()) {
        Tuple3<String, float[], float[]> row = rows.next();
        write(row._1(), row._2(), bytes, embeddings);
        if (stddev == NpyExport.Stddev.WRITTEN) {
          write(row._1(), deviations(row), bytes, stddevs);
        }
        ids.write(line(row._1()));
        done.add(1);
        count++;
      }
    }
    return List.of(new NpyPart(count, part.embeddings(), part.stddevs(), part.ids())).iterator();
  }

  private OutputStream create(String file) throws IOException {
    Path path = new Path(file);
    return new BufferedOutputStream(
        path.getFileSystem(hadoop.value().value()).create(path), BUFFER);
  }

  private static float[] deviations(Tuple3<String, float[], float[]> row) {
    if (row._3() == null) {
      throw NpyExport.withoutStddev(row._1());
    }
    return row._3();
  }

  private void write(String uri, float[] numbers, byte[] bytes, OutputStream out)
      throws IOException {
    Vectors.requireDimension(uri, numbers, dimension);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(numbers);
    out.write(bytes);
  }

  /** Ours have no line breaks, percent-encoded as they are; another writer's might. */
  private static byte[] line(String uri) {
    if (uri.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidInputException(
          "A row's uri has a line break or another control character, and ids.txt has a line for"
              + " each: export as parquet");
    }
    return (uri + "\n").getBytes(UTF_8);
  }
}
