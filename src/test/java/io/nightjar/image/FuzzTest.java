package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.image.TiffFiles.Layout;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/**
 * Broken images by the hundred: none may end in an exception, take long or leave memory behind.
 * With {@code -Dnightjar.long=true} 20,000, and with {@code -Dnightjar.data=FOLDER} of its awkward
 * and pngsuite images too; in the order of their seeds, so that a failure comes again.
 */
final class FuzzTest {
  private static final boolean LONG = Boolean.getBoolean("nightjar.long");
  private static final int IMAGES = LONG ? 20_000 : 600;
  private static final double MOST_SECONDS = 2;
  private static final long MOST_GROWTH = 64L << 20;

  /** Larger ones would be fuzzed too seldom to be worth their time. */
  private static final int MOST_BYTES = 64 << 10;

  @Test
  void everyMutationIsPixelsOrARejection() throws IOException {
    List<byte[]> seeds = seeds();
    var colour = new ImageDecoder(new Preprocessing(new ImageShape(3, 32, 32), Resize.CROP));
    var grey = new ImageDecoder(new Preprocessing(new ImageShape(1, 16, 16), Resize.FIT));
    long native0 = 0;
    long resident0 = 0;
    int decoded = 0;
    for (int i = 0; i < IMAGES; i++) {
      byte[] mutated = mutate(seeds, new SplittableRandom(i));
      long start = System.nanoTime();
      DecodeResult result = (i % 2 == 0 ? colour : grey).decode(new EncodedImage(mutated));
      assertThat((System.nanoTime() - start) * 1e-9)
          .as("seconds, seed %d", i)
          .isLessThan(MOST_SECONDS);
      assertThat(result).as("seed %d", i).isNotNull();
      decoded += result instanceof DecodedImage ? 1 : 0;
      if (i == IMAGES / 4) {
        native0 = Pointer.totalBytes();
        resident0 = Pointer.physicalBytes();
      }
    }
    System.out.printf(
        "%d of %d mutated images decoded; resident memory grew by %d KiB from the first quarter on%n",
        decoded, IMAGES, (Pointer.physicalBytes() - resident0) >> 10);
    assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(native0);
    assertThat(Pointer.physicalBytes() - resident0).isLessThan(MOST_GROWTH);
    assertThat(decoded).isBetween(IMAGES / 20, IMAGES - 1);
  }

  /** Cut, overwritten, flipped bit by bit, or begun like one image and ended like another. */
  private static byte[] mutate(List<byte[]> seeds, SplittableRandom random) {
    byte[] seed = seeds.get(random.nextInt(seeds.size()));
    boolean cut = random.nextInt(4) == 0;
    byte[] mutated = Arrays.copyOf(seed, cut ? random.nextInt(seed.length) : seed.length);
    if (random.nextInt(4) == 0) {
      splice(mutated, seeds.get(random.nextInt(seeds.size())), random);
    }
    for (int change = random.nextInt(10); change > 0 && mutated.length > 0; change--) {
      // Heads are short and decide most.
      int range = random.nextBoolean() ? Math.min(64, mutated.length) : mutated.length;
      int at = random.nextInt(range);
      mutated[at] =
          random.nextBoolean()
              ? (byte) random.nextInt(256)
              : (byte) (mutated[at] ^ 1 << random.nextInt(8));
    }
    if (random.nextBoolean()) {
      repairChecksums(mutated);
    }
    return mutated;
  }

  /** Else no changed PNG would get to its decoder. */
  private static void repairChecksums(byte[] png) {
    if (!new HeaderBytes(png).has(0, PngChunks.SIGNATURE)) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(png);
    int at = 8;
    while (at <= png.length - 12) {
      int length = bytes.getInt(at);
      if (length < 0 || length > png.length - at - 12) {
        return;
      }
      var crc = new CRC32();
      crc.update(png, at + 4, length + 4);
      bytes.putInt(at + 8 + length, (int) crc.getValue());
      at += length + 12;
    }
  }

  private static void splice(byte[] into, byte[] other, SplittableRandom random) {
    int at = random.nextInt(into.length + 1);
    int from = random.nextInt(other.length);
    System.arraycopy(other, from, into, at, Math.min(into.length - at, other.length - from));
  }

  private static List<byte[]> seeds() throws IOException {
    BufferedImage picture = noise();
    BufferedImage alpha = new BufferedImage(40, 30, BufferedImage.TYPE_INT_ARGB);
    alpha.createGraphics().drawImage(picture, 3, 3, null);
    byte[] png = TestImages.png(picture);
    List<byte[]> seeds =
        new ArrayList<>(
            List.of(
                png,
                TestImages.png(alpha),
                TestImages.png(TestFiles.grey(2, 16, 1, 2, 3, 40_000)),
                TestImages.png(TestFiles.palette(new int[] {0xFF112233, 0x00445566}, 0, 1, 1, 0)),
                TestFiles.withChunk(png, "acTL", new byte[] {0, 0, 0, 2, 0, 0, 0, 0}),
                TestFiles.withChunk(png, "eXIf", TestFiles.exif(6)),
                TestImages.jpeg(picture),
                TestImages.withOrientation(TestImages.jpeg(picture), 5),
                TestFiles.progressiveJpeg(picture),
                TestFiles.cmykJpeg(24, 24, 1, 100, 200, 50),
                TestImages.encoded(picture, "gif"),
                TestImages.encoded(picture, "bmp"),
                TestFiles.bmp565(1, 2, 3, 4, 5),
                TestFiles.bmpOfRuns(4, 1, 8, new int[] {1, 2}, new byte[] {2, 1, 0, 2, 1, 0, 0, 1}),
                tiff(12, Layout.Compression.LZW),
                tiff(16, Layout.Compression.LZMA),
                tiff(4, Layout.Compression.PACK_BITS),
                TestImages.encoded(picture, "tiff"),
                TestImages.encoded(alpha, "tiff"),
                TestFiles.webp(picture),
                TestFiles.webpWithOrientation(picture, 7),
                TestFiles.ppm(2, 2, new byte[12])));
    String data = System.getProperty("nightjar.data");
    if (data != null) {
      seeds.addAll(files(Path.of(data, "awkward")));
      seeds.addAll(files(Path.of(data, "pngsuite/png")));
    }
    return seeds;
  }

  private static byte[] tiff(int bits, Layout.Compression compression) {
    int[] samples = new SplittableRandom(bits).ints(3 * 20 * 18, 0, 1 << bits).toArray();
    return TiffFiles.write(
        new TiffFiles.Picture(20, 18, 3, bits, TiffFiles.RGB, new int[0], samples),
        new Layout(16, 16, false, compression, false, ByteOrder.BIG_ENDIAN, false, false));
  }

  private static List<byte[]> files(Path folder) throws IOException {
    List<byte[]> files = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        long size = Files.size(path);
        if (size > 0 && size <= MOST_BYTES) {
          files.add(Files.readAllBytes(path));
        }
      }
    }
    return files;
  }

  private static BufferedImage noise() {
    BufferedImage image = TestImages.plain(40, 30, Color.GRAY);
    var random = new SplittableRandom(7);
    for (int i = 0; i < 40 * 30; i++) {
      image.setRGB(i % 40, i / 40, random.nextInt());
    }
    return image;
  }
}
