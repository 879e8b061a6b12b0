package io.nightjar.archive.synthetic;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.OneLine;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.StorageErrors;
import io.nightjar.runtime.TaskCounter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * An archive whose images are known by construction: one shape each, whose size, position, rotation
 * and colour stand in {@value #FACTORS}. Image i depends on the seed and i alone.
 */
public final class SyntheticArchive {
  /** Under the root; its name hides it from those who read the images. */
  public static final String FACTORS = "_factors.csv";

  private final SyntheticOptions options;

  public SyntheticArchive(SyntheticOptions options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * Writes the images in parallel, and the factors last. Files of the same names are replaced;
   * others that are there stay.
   *
   * @param progress shown how many images are written
   * @throws InvalidInputException when nothing can be written there
   */
  public void write(JavaSparkContext spark, Progress progress) {
    SyntheticOutput output = createRoot(spark.hadoopConfiguration());
    try (Progress.Task shown = progress.start("synthesize", options.count(), "images");
        TaskCounter counter = TaskCounter.start(spark.sc(), "images", shown)) {
      writeImages(spark, counter.accumulator());
    }
    writeFactors(output);
  }

  private void writeImages(JavaSparkContext spark, LongAccumulator written) {
    var broadcast = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    List<IndexRange> ranges = IndexRange.cut(options.count(), SyntheticFormat.RANGE);
    var writing = new WriteSynthetic(options, broadcast, written);
    spark.parallelize(ranges, ranges.size()).foreach(writing);
    broadcast.destroy();
  }

  private SyntheticOutput createRoot(Configuration hadoop) {
    try {
      var output = new SyntheticOutput(options.path(), hadoop);
      output.createRoot();
      return output;
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(cannotWrite(e), e);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void writeFactors(SyntheticOutput output) {
    try (var lines = new BufferedWriter(new OutputStreamWriter(output.create(FACTORS), UTF_8))) {
      lines.write(SyntheticImage.CSV_HEADER + "\n");
      for (long index = 0; index < options.count(); index++) {
        SyntheticImage image = SyntheticImage.at(options, index);
        lines.write(image.csv(options.format().nameOf(image)) + "\n");
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private RuntimeException unwritable(IOException cause) {
    return StorageErrors.isMendedByUser(cause)
        ? new InvalidInputException(cannotWrite(cause), cause)
        : new UncheckedIOException(cannotWrite(cause), cause);
  }

  private String cannotWrite(Exception cause) {
    return "Cannot write archive %s: %s".formatted(options.path(), OneLine.of(cause));
  }
}
