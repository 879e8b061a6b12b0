package io.nightjar.archive;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The labels file beside an images file: {@code train-labels-idx1-ubyte.gz}, for example.
 *
 * @param source as listing saw it
 * @param classes one number, 0 to 255, for each image
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record IdxLabels(SourceFile source, byte[] classes) {
  private static final int MAGIC = 0x00000801;
  private static final Pattern IMAGES = Pattern.compile("images([-.])idx[34]");

  /**
   * Empty where there is none.
   *
   * @throws io.nightjar.InvalidInputException when the labels are not those of the images
   */
  static Optional<IdxLabels> beside(IdxFile images, FileSystem fileSystem, Configuration hadoop) {
    Path path = FileUri.toPath(images.source().uri());
    Matcher name = IMAGES.matcher(path.getName());
    if (!name.find()) {
      return Optional.empty();
    }
    String labels = name.replaceFirst("labels$1idx1");
    String otherwise =
        labels.endsWith(".gz") ? labels.substring(0, labels.length() - 3) : labels + ".gz";
    return find(fileSystem, path.getParent(), labels)
        .or(() -> find(fileSystem, path.getParent(), otherwise))
        .map(status -> read(status, images.header().count(), hadoop));
  }

  private static Optional<FileStatus> find(FileSystem fileSystem, Path folder, String name) {
    Path path = new Path(folder, name);
    try {
      return fileSystem.exists(path)
          ? Optional.of(fileSystem.getFileStatus(path))
          : Optional.empty();
    } catch (IOException e) {
      throw ArchiveLocation.unreadable(path.toString(), e);
    }
  }

  private static IdxLabels read(FileStatus status, int images, Configuration hadoop) {
    try (DataInputStream in = IdxStream.open(status.getPath(), hadoop)) {
      return new IdxLabels(SourceFile.of(status), read(in, images));
    } catch (IOException e) {
      throw IdxFile.unreadable(status, e);
    }
  }

  private static byte[] read(DataInputStream in, int images) throws IOException {
    int magic = in.readInt();
    if (magic != MAGIC) {
      throw new IdxFormatException(
          "no IDX labels file, its magic number is 0x%08x (expected 0x%08x)"
              .formatted(magic, MAGIC));
    }
    int count = in.readInt();
    if (count != images) {
      throw new IdxFormatException(
          "it holds %d labels, the images file beside it %d images".formatted(count, images));
    }
    byte[] labels = new byte[count];
    in.readFully(labels);
    return labels;
  }
}
