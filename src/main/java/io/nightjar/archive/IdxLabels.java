package io.nightjar.archive;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * The labels file beside an images file: {@code train-labels-idx1-ubyte.gz}, for example.
 *
 * @param source as listing saw it
 * @param classes one number for each image
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record IdxLabels(SourceFile source, int[] classes) {

  /**
   * Reads a file of whole numbers: one for each image, or a row of which the first is the class, as
   * QMNIST has it.
   *
   * @param images how many there are
   * @return empty where it has numbers of another kind, or a map of them for each image
   * @throws io.nightjar.InvalidInputException when the labels are not those of the images
   */
  static Optional<IdxLabels> read(FileStatus status, int images, Configuration hadoop) {
    try (DataInputStream in = IdxStream.open(status.getPath(), hadoop)) {
      return read(in, images).map(classes -> new IdxLabels(SourceFile.of(status), classes));
    } catch (IOException e) {
      throw IdxFile.unreadable(status, e);
    }
  }

  private static Optional<int[]> read(DataInputStream in, int images) throws IOException {
    int magic = in.readInt();
    int dimensions = magic & 0xFF;
    if (magic >>> Short.SIZE != 0 || dimensions < 1) {
      throw new IdxFormatException(
          "no IDX labels file, its magic number is 0x%08x (expected 0x00000801)".formatted(magic));
    }
    Optional<IdxInteger> type = IdxInteger.of(magic >> Byte.SIZE);
    return type.isEmpty() || dimensions > 2
        ? Optional.empty()
        : Optional.of(read(in, images, dimensions, type.get()));
  }

  private static int[] read(DataInputStream in, int images, int dimensions, IdxInteger type)
      throws IOException {
    int count = in.readInt();
    if (count != images) {
      throw new IdxFormatException(
          "it holds %d labels, the images file beside it %d images".formatted(count, images));
    }
    int columns = dimensions == 2 ? in.readInt() : 1;
    if (columns < 1) {
      throw new IdxFormatException("its rows have %d numbers".formatted(columns));
    }
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = type.read(in);
      in.skipNBytes((columns - 1L) * type.byteLength());
    }
    in.read(); // past the data stands gzip's checksum, which is verified on the way
    return labels;
  }
}
