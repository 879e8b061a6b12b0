package io.nightjar.archive.synthetic;

import java.io.IOException;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/** Writes a range of a synthetic archive's images. */
final class WriteSynthetic implements VoidFunction<IndexRange> {
  private static final long serialVersionUID = 1L;

  private final SyntheticOptions options;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final LongAccumulator written;

  /**
   * @param written counts images, a range at a time
   */
  WriteSynthetic(
      SyntheticOptions options,
      Broadcast<SerializableConfiguration> hadoop,
      LongAccumulator written) {
    this.options = options;
    this.hadoop = hadoop;
    this.written = written;
  }

  @Override
  public void call(IndexRange range) throws IOException {
    var output = new SyntheticOutput(options.path(), hadoop.value().value());
    options.format().write(output, options, range);
    written.add(range.to() - range.from());
  }
}
