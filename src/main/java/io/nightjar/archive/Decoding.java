package io.nightjar.archive;

import io.nightjar.image.DecodeLimits;
import io.nightjar.image.Preprocessing;
import java.io.Serializable;
import java.util.Objects;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How a run decodes an archive's images, the same in all its tasks.
 *
 * @param preprocessing what pixels they become
 * @param limits images beyond them are rejected
 * @param journal of what is in flight, closed with this
 */
public record Decoding(Preprocessing preprocessing, DecodeLimits limits, DecodeJournal journal)
    implements Serializable, AutoCloseable {
  public Decoding {
    Objects.requireNonNull(preprocessing, "preprocessing");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(journal, "journal");
  }

  /** On the driver, for one run over an archive. */
  public static Decoding open(
      JavaSparkContext spark, Archive archive, Preprocessing preprocessing) {
    return new Decoding(preprocessing, archive.decodeLimits(), DecodeJournal.open(spark, archive));
  }

  @Override
  public void close() {
    journal.close();
  }
}
