package io.nightjar.archive;

import io.nightjar.image.EncodedImage;
import io.nightjar.image.FirstBytes;
import io.nightjar.image.ImageContent;
import io.nightjar.image.ImageNames;
import io.nightjar.image.PassedOver;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
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
 * as a whole has failed. Of what is not called an image the first bytes are read, and no more
 * unless those are an image's.
 */
record FileChunk(List<ListedFile> files) implements ArchiveChunk {
  private static final Logger LOG = LoggerFactory.getLogger(FileChunk.class);

  @Override
  public long images() {
    return files.stream().filter(ListedFile::mayBeImage).count();
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
        ReadAhead.of(files.iterator(), FileChunk::mostBytes, file -> read(file.source(), hadoop));
    return IteratorUtils.transformedIterator(
        ahead, read -> read.file().with(content(read, badPlaces)));
  }

  /** About: what is called otherwise is seldom read beyond its first bytes. */
  static long bytesToRead(ListedFile file) {
    long length = file.source().byteLength();
    if (!file.mayBeImage()) {
      return Math.min(length, FirstBytes.COUNT);
    }
    return length > ItemLimit.BYTES ? 0 : length;
  }

  /** What a file may take in memory, also of what is called otherwise and an image all the same. */
  static long mostBytes(ListedFile file) {
    long length = file.source().byteLength();
    return length > ItemLimit.BYTES ? FirstBytes.COUNT : length;
  }

  /** Whether a file is one by its name or first bytes; also of one that cannot be read. */
  static boolean isImage(ListedFile file, Configuration hadoop) {
    try {
      return !(read(file.source(), hadoop) instanceof PassedOver);
    } catch (IOException e) {
      return true; // nobody has seen that it is none
    }
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
    try {
      return readNamed(source, hadoop);
    } catch (RuntimeException e) { // a name, say, that its file system cannot make out
      LOG.warn("Cannot read {}", source.uri(), e);
      return rejection(Reason.UNREADABLE, OneLine.of(e));
    }
  }

  private static ImageContent readNamed(SourceFile source, Configuration hadoop)
      throws IOException {
    String name = source.name();
    boolean isCalledImage = ImageNames.areOfImage(name);
    if (source.byteLength() == 0) { // unopened: a named pipe would make the task wait
      return isCalledImage ? new EncodedImage(new byte[0]) : PassedOver.named(name);
    }
    if (isCalledImage && source.byteLength() > ItemLimit.BYTES) {
      return ItemLimit.exceeded(source.byteLength());
    }
    Path path = FileUri.toPath(source.uri());
    try (FSDataInputStream in = PatientInput.open(path, hadoop)) {
      byte[] head = in.readNBytes((int) Math.min(FirstBytes.COUNT, source.byteLength()));
      return isCalledImage || FirstBytes.areOfImage(head)
          ? read(in, head, source.byteLength())
          : PassedOver.named(name);
    } catch (FileNotFoundException e) {
      // A local file system says this of a missing permission too.
      if (Patience.of(() -> path.getFileSystem(hadoop).exists(path))) {
        throw e;
      }
      return rejection(Reason.CHANGED_WHILE_READING, "it vanished after it was listed");
    }
  }

  /** The head and all that follows it. */
  private static ImageContent read(FSDataInputStream in, byte[] head, long length)
      throws IOException {
    if (length > ItemLimit.BYTES) {
      return ItemLimit.exceeded(length);
    }
    byte[] bytes = Arrays.copyOf(head, (int) length);
    int read = head.length + in.readNBytes(bytes, head.length, bytes.length - head.length);
    return read == length && in.read() < 0
        ? new EncodedImage(bytes)
        : rejection(Reason.CHANGED_WHILE_READING, "its length is not what it was when listed");
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
