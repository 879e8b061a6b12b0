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
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads a batch of files one after the other; what cannot be read becomes a rejection, unless
 * storage as a whole has failed.
 */
final class ReadFiles implements FlatMapFunction<FileBatch, ArchiveItem> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<SerializableConfiguration> hadoop;

  ReadFiles(Broadcast<SerializableConfiguration> hadoop) {
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<ArchiveItem> call(FileBatch batch) {
    Configuration configuration = hadoop.value().value();
    BadPlaces badPlaces = new BadPlaces(configuration);
    return batch.files().stream()
        .map(file -> file.with(read(file.source(), configuration, badPlaces)))
        .iterator();
  }

  private static ImageContent read(SourceFile source, Configuration hadoop, BadPlaces badPlaces) {
    if (source.byteLength() > ItemLimit.BYTES) {
      return ItemLimit.exceeded(source.byteLength());
    }
    if (source.byteLength() == 0) {
      return new EncodedImage(new byte[0]); // unopened: a named pipe would make the task wait
    }
    Path path = FileUri.toPath(source.uri());
    try {
      return read(path.getFileSystem(hadoop), path, (int) source.byteLength());
    } catch (StorageException e) {
      return refused(e, source, badPlaces);
    } catch (IOException e) {
      return rejection(Reason.UNREADABLE, OneLine.of(e));
    }
  }

  private static ImageContent read(FileSystem fileSystem, Path path, int length)
      throws IOException {
    byte[] bytes = new byte[length];
    try (FSDataInputStream in = PatientInput.open(fileSystem, path)) {
      int read = in.readNBytes(bytes, 0, length);
      return read == length && in.read() < 0
          ? new EncodedImage(bytes)
          : rejection(Reason.CHANGED_WHILE_READING, "its length is not what it was when listed");
    } catch (FileNotFoundException e) {
      // A local file system says this of a missing permission too.
      if (fileSystem.exists(path)) {
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
