package io.nightjar.archive.synthetic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nightjar.KebabCase;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** How a synthetic archive is stored. */
public enum SyntheticFormat {
  /** A file each, in one folder per shape: {@code star/00000012.png}. */
  FILES {
    @Override
    String nameOf(SyntheticImage image) {
      return image.shape().key() + "/" + image.fileName();
    }

    @Override
    void write(SyntheticOutput output, SyntheticOptions options, IndexRange range)
        throws IOException {
      var drawing = new SyntheticDrawing(options);
      for (long index = range.from(); index < range.to(); index++) {
        SyntheticImage image = SyntheticImage.at(options, index);
        try (OutputStream out = output.create(nameOf(image))) {
          out.write(drawing.file(image));
        }
      }
    }
  },
  /**
   * Shards of 1,000 images, named as WebDataset does: {@code shard-000000.tar}, and in it {@code
   * 00000012.png} beside {@code 00000012.cls}, the label.
   *
   * @see <a href="https://github.com/webdataset/webdataset">WebDataset</a>
   */
  TAR {
    @Override
    String nameOf(SyntheticImage image) {
      return shard(image.index()) + "!/" + image.fileName();
    }

    @Override
    void write(SyntheticOutput output, SyntheticOptions options, IndexRange range)
        throws IOException {
      var drawing = new SyntheticDrawing(options);
      try (var tar = new TarArchiveOutputStream(output.create(shard(range.from())))) {
        for (long index = range.from(); index < range.to(); index++) {
          SyntheticImage image = SyntheticImage.at(options, index);
          add(tar, image.fileName(), drawing.file(image));
          add(tar, "%08d.cls".formatted(index), image.shape().key().getBytes(US_ASCII));
        }
      }
    }
  };

  /** Images that one task writes, and so in a shard. */
  static final int RANGE = 1_000;

  /** As written in {@code synthesize.format}. */
  public String key() {
    return KebabCase.of(this);
  }

  /** The image's place under the root, as the factors' {@code file} column has it. */
  abstract String nameOf(SyntheticImage image);

  /** Writes a range of images over whatever is there; again gives the same bytes. */
  abstract void write(SyntheticOutput output, SyntheticOptions options, IndexRange range)
      throws IOException;

  private static String shard(long index) {
    return "shard-%06d.tar".formatted(index / RANGE);
  }

  private static void add(TarArchiveOutputStream tar, String name, byte[] bytes)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    entry.setModTime(0L); // not the clock's: again must give the same bytes
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}
