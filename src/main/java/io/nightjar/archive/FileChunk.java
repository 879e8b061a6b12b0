package io.nightjar.archive;

import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageContent;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.collections4.IteratorUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are read one after the other; what cannot be read becomes a rejection, unless storage
 * as a whole has failed.
 */
record FileChunk(List<ListedFile> files) implements ArchiveChunk {
  private static final Logger LOG = LoggerFactory.getLogger(FileChunk.class);

  @Override
  public long images() {
    return files.size();
  }

  @Override
  public Stream<SourceFile> sources() {
    return files.stream().map(ListedFile::source);
  }

  @Override
  public Stream<String> identity() {
    return sources().map(SourceFile::identity);
  }

  @Override
  public Iterator<ArchiveItem> items(Configuration hadoop) {
    BadPlaces badPlaces = new BadPlaces(hadoop, sources().toList());
    var ahead =
        ReadAhead.of(files.iterator(), FileChunk::bytesToRead, file -> read(file.source(), hadoop));
    return IteratorUtils.transformedIterator(
        ahead, read -> read.file().with(content(read, badPlaces)));
  }

  private static long bytesToRead(ListedFile file) {
    long length = file.source().byteLength();
    return length > ItemLimit.BYTES ? 0 : length;
  }

  private static ImageContent content(
      ReadAhead.Read<ListedFile, ImageContent> read, BadPlaces badPlaces) {
    try {
      return read.get();
    } catch (StorageException e) {
      return refused(e, read.file().source(), badPlaces);
    } catch (IOException e) {
      return rejection(Reason.UNREADABLE, OneLine.of(e));
    }
  }

  private static ImageContent read(SourceFile source, Configuration hadoop) throws IOException {
    if (source.byteLength() > ItemLimit.BYTES) {
      return ItemLimit.exceeded(source.byteLength());
    }
    if (source.byteLength() == 0) {
      return new EncodedImage(new byte[0]); // unopened: a named pipe would make the task wait
    }
    try {
      return read(FileUri.toPath(source.uri()), hadoop, (int) source.byteLength());
    } catch (RuntimeException e) { // a name, say, that its file system cannot make out
      LOG.warn("Cannot read {}", source.uri(), e);
      return rejection(Reason.UNREADABLE, OneLine.of(e));
    }
  }

  private static ImageContent read(Path path, Configuration hadoop, int length) throws IOException {
    byte[] bytes = new byte[length];
    try (FSDataInputStream in = PatientInput.open(path, hadoop)) {
      int read = in.readNBytes(bytes, 0, length);
      return read == length && in.read() < 0
          ? new EncodedImage(bytes)
          : rejection(Reason.CHANGED_WHILE_READING, "its length is not what it was when listed");
    } catch (FileNotFoundException e) {
      // A local file system says this of a missing permission too.
      if (Patience.of(() -> path.getFileSystem(hadoop).exists(path))) {
        throw e;
      }
      return rejection(Reason.CHANGED_WHILE_READING, "it vanished after it was listed");
    }
  }

  private static Rejection refused(StorageException e, SourceFile source, BadPlaces badPlaces) {
    try {
      return badPlaces.of(e, source);
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot read " + source.uri(), failed);
    }
  }

  private static Rejection rejection(Reason reason, String detail) {
    return new Rejection(Stage.READ, reason, detail);
  }
}
