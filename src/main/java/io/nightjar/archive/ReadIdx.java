package io.nightjar.archive;

import io.nightjar.archive.container.OpenFiles;
import io.nightjar.runtime.TaskResources;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Reads a range of an IDX file's images, one at a time. */
final class ReadIdx implements FlatMapFunction<IdxRange, ArchiveItem> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<SerializableConfiguration> hadoop;

  ReadIdx(Broadcast<SerializableConfiguration> hadoop) {
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<ArchiveItem> call(IdxRange range) throws IOException {
    OpenFiles files = TaskResources.keep(new OpenFiles(hadoop.value().value()));
    DataInputStream in = IdxStream.unpack(files.open(range.file().source()));
    IdxHeader header = range.file().header();
    in.skipNBytes(header.byteLength() + (long) range.from() * header.shape().size());
    return new IdxImages(range, in);
  }
}
