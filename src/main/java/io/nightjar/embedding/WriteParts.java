package io.nightjar.embedding;

import io.nightjar.archive.PassedOverCounts;
import io.nightjar.bundle.EmbeddingMoments;
import io.nightjar.embedding.WrittenPart.PartFile;
import io.nightjar.image.Rejection;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.execution.datasources.OutputWriter;

/**
 * Writes a partition's outcomes as they come: rows into one file, rejects into another. Both under
 * new names, so that a task that is tried again disturbs nobody.
 */
final class WriteParts implements FlatMapFunction<Iterator<Outcome>, WrittenPart> {
  private static final long serialVersionUID = 1L;

  private final PartFormat rowFormat;
  private final PartFormat rejectFormat;
  private final int latentSize;
  private final String folder;

  /**
   * @param folder that the files go to
   */
  WriteParts(PartFormat rowFormat, PartFormat rejectFormat, int latentSize, Path folder) {
    this.rowFormat = rowFormat;
    this.rejectFormat = rejectFormat;
    this.latentSize = latentSize;
    this.folder = folder.toString();
  }

  @Override
  public Iterator<WrittenPart> call(Iterator<Outcome> outcomes) throws IOException {
    EmbeddingMoments moments = new EmbeddingMoments(latentSize);
    TreeMap<String, Long> reasons = new TreeMap<>();
    TreeSet<RejectExample> examples = new TreeSet<>();
    TreeMap<String, Long> passedOver = new TreeMap<>();
    long rowCount = 0;
    long unopened = 0;
    Part rows = new Part("rows", rowFormat);
    Part rejects = new Part("rejects", rejectFormat);
    try (rows;
        rejects) {
      while (outcomes.hasNext()) {
        Outcome outcome = outcomes.next();
        if (!outcome.isOfImage()) {
          passedOver.merge(outcome.passedOver().extension(), 1L, Long::sum);
        } else if (outcome.rejected()) {
          Rejection rejection = outcome.rejection();
          rejects.add(outcome);
          reasons.merge(rejection.reason().key(), 1L, Long::sum);
          examples.add(new RejectExample(outcome.item().uri(), rejection.reason().key()));
          if (examples.size() > RejectExample.MOST) {
            examples.pollLast();
          }
          unopened += rejection.stage() == Rejection.Stage.LIST ? 1 : 0;
        } else {
          rows.add(outcome);
          rowCount++;
          moments.add(outcome.vector().mean(), outcome.vector().reconstructionError());
        }
      }
    }
    return List.of(
            new WrittenPart(
                rows.file(),
                rejects.file(),
                rowCount,
                reasons,
                examples,
                unopened,
                PassedOverCounts.of(passedOver),
                moments))
        .iterator();
  }

  /** A file that is made when there is something to write. */
  private final class Part implements Closeable {
    private final Path path;
    private final PartFormat format;
    private OutputWriter out;

    Part(String name, PartFormat format) {
      this.path =
          new Path(folder, "%s-%s%s".formatted(name, UUID.randomUUID(), format.extension()));
      this.format = format;
    }

    void add(Outcome outcome) {
      if (out == null) {
        out = format.create(path);
      }
      out.write(format.row(outcome));
    }

    @Override
    public void close() {
      if (out != null) {
        out.close();
      }
    }

    /** Null where nothing was written. */
    PartFile file() throws IOException {
      return out == null
          ? null
          : new PartFile(
              path.toString(), path.getFileSystem(format.hadoop()).getFileStatus(path).getLen());
    }
  }
}
