package io.nightjar.archive;

import io.nightjar.archive.container.OpenFiles;
import io.nightjar.image.ContentHash;
import io.nightjar.runtime.TaskResources;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * The images of an IDX file that one task reads.
 *
 * @param file where they are
 * @param source as the listing tells it
 * @param from the first one's index
 * @param to the index after the last one's
 * @param labels a class number for each of them, or null
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record IdxRange(IdxFile file, SourceFile source, int from, int to, int[] labels)
    implements ArchiveChunk {
  @Override
  public long images() {
    return (long) to - from;
  }

  @Override
  public Stream<SourceFile> sources() {
    return Stream.of(source);
  }

  @Override
  public Stream<String> identity() {
    String classes = labels == null ? "" : ContentHash.of(bytes(labels)).hex();
    return Stream.of("%s %d %d %s".formatted(source.identity(), from, to, classes));
  }

  private static byte[] bytes(int[] labels) {
    ByteBuffer bytes = ByteBuffer.allocate(labels.length * Integer.BYTES);
    bytes.asIntBuffer().put(labels);
    return bytes.array();
  }

  @Override
  public Iterator<ArchiveItem> items(Configuration hadoop) throws IOException {
    OpenFiles files = TaskResources.keep(new OpenFiles(hadoop, List.of(file.source())));
    DataInputStream in = IdxStream.unpack(files.open(file.source()));
    in.skipNBytes(file.header().byteLength() + (long) from * file.header().shape().size());
    return new IdxImages(this, in);
  }

  String label(int index) {
    return labels == null ? null : String.valueOf(labels[index - from]);
  }
}
