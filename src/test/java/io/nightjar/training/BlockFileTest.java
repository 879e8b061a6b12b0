package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.CheckFailedException;
import io.nightjar.CounterRandom;
import io.nightjar.InvalidInputException;
import io.nightjar.image.ImageShape;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockFileTest {
  /** 5 images fill a block. */
  private static final ImageShape SHAPE = new ImageShape(3, 1448, 1448);

  private static final ImageShape SMALL = new ImageShape(1, 40, 40);

  @TempDir Path folder;
  private final Configuration hadoop = new Configuration();

  @BeforeEach
  void writeChecksumsIntoNoFilesBeside() {
    hadoop.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
  }

  @Test
  void rowGroupsAreBlocksOfFixedRows() throws IOException {
    StoreFile file = write("a.parquet", SMALL, 2 * 1024 + 3);
    assertThat(file.blocks()).containsExactly(1024, 1024, 3);
    assertThat(file.byteLength()).isEqualTo(Files.size(folder.resolve("a.parquet")));
    assertThat(write("b.parquet", SHAPE, 6).blocks()).containsExactly(5, 1);
  }

  @Test
  void blocksComeBackByteForByte() throws IOException {
    write("a.parquet", SMALL, 1024 + 700);
    byte[] second = reader(SMALL).read(new BlockPiece("a.parquet", 1, 700, 0, 700));
    assertThat(second).hasSize(700 * SMALL.size());
    for (int row : new int[] {0, 1, 654, 655, 699}) {
      byte[] image = Arrays.copyOfRange(second, row * SMALL.size(), (row + 1) * SMALL.size());
      assertThat(image).isEqualTo(pixels(1024 + row, SMALL));
    }
  }

  @Test
  void equalContentHasEqualHash() throws IOException {
    StoreFile first = write("a.parquet", SMALL, 50);
    assertThat(write("b.parquet", SMALL, 50).contentSha256()).isEqualTo(first.contentSha256());
    assertThat(write("c.parquet", SMALL, 51).contentSha256()).isNotEqualTo(first.contentSha256());
  }

  @Test
  void changedByteIsRefusedByFileName() throws IOException {
    write("a.parquet", SMALL, 700);
    byte[] bytes = Files.readAllBytes(folder.resolve("a.parquet"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(folder.resolve("a.parquet"), bytes);
    assertDamaged(new BlockPiece("a.parquet", 0, 700, 0, 700));
  }

  @Test
  void truncatedFileIsRefusedByName() throws IOException {
    write("a.parquet", SMALL, 700);
    byte[] bytes = Files.readAllBytes(folder.resolve("a.parquet"));
    for (int length : new int[] {0, 3, 1000, bytes.length / 2, bytes.length - 1}) {
      Files.write(folder.resolve("a.parquet"), Arrays.copyOf(bytes, length));
      assertDamaged(new BlockPiece("a.parquet", 0, 700, 0, 700));
    }
  }

  @Test
  void anotherFileInItsPlaceIsRefused() throws IOException {
    write("a.parquet", SMALL, 699);
    assertDamaged(new BlockPiece("a.parquet", 0, 700, 0, 700));
    write("b.parquet", new ImageShape(1, 40, 41), 700);
    assertDamaged(new BlockPiece("b.parquet", 0, 700, 0, 700));
  }

  @Test
  void missingFileNamesTheMend() {
    assertThatThrownBy(() -> reader(SMALL).read(new BlockPiece("none.parquet", 0, 1, 0, 1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("none.parquet")
        .hasMessageContaining("training.store");
  }

  /** A full disk refuses the footer, and so the end of the file. */
  @Test
  void failureInFinishingLeavesNeitherStreamNorFile() throws IOException {
    FullDisk.capacity = 80 * SMALL.size();
    hadoop.setClass("fs.full.impl", FullDisk.class, RawLocalFileSystem.class);
    var path = new org.apache.hadoop.fs.Path("full://" + folder.resolve("a.parquet"));
    try (BlockFileWriter writer = new BlockFileWriter(path, SMALL, hadoop)) {
      for (int i = 0; i < 100; i++) {
        writer.add(new TrainingImage(i, "%064x".formatted(i), pixels(i, SMALL)));
      }
      assertThatThrownBy(writer::finish).hasMessage("No space left on device");
    }
    assertThat(FullDisk.open).isZero();
    assertThat(folder.resolve("a.parquet")).doesNotExist();
  }

  /** The local disk under the scheme {@code full}, of so many bytes a file. */
  public static final class FullDisk extends RawLocalFileSystem {
    private static int capacity;
    private static int open;

    @Override
    public URI getUri() {
      return URI.create("full:///");
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path path,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      open++;
      OutputStream out = Files.newOutputStream(Path.of(path.toUri().getPath()));
      return new FSDataOutputStream(new Limited(out), null);
    }

    private static final class Limited extends FilterOutputStream {
      private int written;

      Limited(OutputStream out) {
        super(out);
      }

      @Override
      public void write(int value) throws IOException {
        if (++written > capacity) {
          throw new IOException("No space left on device");
        }
        out.write(value);
      }

      @Override
      public void close() throws IOException {
        open--;
        super.close();
      }
    }
  }

  private void assertDamaged(BlockPiece piece) {
    assertThatThrownBy(() -> reader(SMALL).read(piece))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining(piece.file())
        .hasMessageContaining("is damaged")
        .hasMessageContaining("run again");
  }

  private BlockFileReader reader(ImageShape shape) {
    return new BlockFileReader(new org.apache.hadoop.fs.Path(folder.toUri()), shape.size(), hadoop);
  }

  private StoreFile write(String name, ImageShape shape, int count) throws IOException {
    var path = new org.apache.hadoop.fs.Path(folder.resolve(name).toUri());
    try (BlockFileWriter writer = new BlockFileWriter(path, shape, hadoop)) {
      for (int i = 0; i < count; i++) {
        writer.add(new TrainingImage(i, "%064x".formatted(i), pixels(i, shape)));
      }
      return writer.finish();
    }
  }

  private static byte[] pixels(int image, ImageShape shape) {
    byte[] pixels = new byte[shape.size()];
    for (int i = 0; i < pixels.length; i += 97) {
      pixels[i] = (byte) CounterRandom.bits(image, i);
    }
    return pixels;
  }
}
