package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.TiffFiles.Layout;
import io.nightjar.image.TiffFiles.Layout.Compression;
import io.nightjar.image.TiffFiles.Picture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/**
 * TIFFs of every depth, kind of pixel, layout and compression, at sizes that are no multiple of
 * anything, against the samples that they were written from.
 */
final class TiffGridTest {
  private static final int WIDTH = 29;
  private static final int HEIGHT = 21;

  /** Photometric interpretation, and what its samples beyond the colours mean. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kind(int photometric, int colours, int... extra) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(TiffFiles.MIN_IS_WHITE, 1),
          new Kind(TiffFiles.MIN_IS_BLACK, 1),
          new Kind(TiffFiles.MIN_IS_BLACK, 1, 2),
          new Kind(TiffFiles.MIN_IS_BLACK, 1, 0, 0, 0),
          new Kind(TiffFiles.RGB, 3),
          new Kind(TiffFiles.RGB, 3, 2),
          new Kind(TiffFiles.RGB, 3, 1),
          new Kind(TiffFiles.RGB, 3, 0, 0),
          new Kind(TiffFiles.RGB, 3, 0, 2),
          new Kind(TiffFiles.PALETTE, 1),
          new Kind(TiffFiles.CMYK, 4),
          new Kind(TiffFiles.CMYK, 4, 2));

  private static final List<Compression> COMPRESSIONS = List.of(Compression.values());

  /** Tiles, and strips where there is no width. */
  private static final int[][] PIECES = {
    {0, 5}, {0, HEIGHT}, {0, 1}, {16, 16}, {32, 16}, {16, 48}, {64, 64}, {48, 32}
  };

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 6, 8, 10, 12, 14, 16})
  void everyLayoutShowsTheSamplesThatItWasWrittenFrom(int bits) {
    SplittableRandom random = new SplittableRandom(bits);
    for (Kind kind : KINDS) {
      Picture picture = picture(kind, bits);
      int[] expected = expected(picture);
      for (Layout layout : layouts(bits, random)) {
        assertThat(farthest(TiffFiles.write(picture, layout), expected))
            .as("%s of %d bits in %s", kind, bits, layout)
            .isLessThanOrEqualTo(kind.extra.length > 0 || kind.colours > 3 ? 2 : 1);
      }
    }
  }

  @Test
  void theFirstVersionReadsThemToo() {
    Picture picture = picture(new Kind(TiffFiles.MIN_IS_BLACK, 1), 16);
    byte[] file = TiffFiles.write(picture, layout(16, 16, Compression.LZW));
    var first =
        new Preprocessing(
            new ImageShape(3, HEIGHT, WIDTH),
            Resize.STRETCH,
            Background.BLACK,
            Preprocessing.FIRST_VERSION);

    var result = new ImageDecoder(first).decode(new EncodedImage(file));

    assertThat(((DecodedImage) result).pixels()).isEqualTo(decoded(file).pixels());
  }

  /** Otherwise pixels would depend on where a writer cuts its picture. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16})
  void tilesShowExactlyWhatStripsShow(int bits) {
    Picture picture = picture(new Kind(TiffFiles.MIN_IS_BLACK, 1), bits);

    byte[] strips = decoded(TiffFiles.write(picture, layout(0, 7, Compression.NONE))).pixels();
    byte[] tiles = decoded(TiffFiles.write(picture, layout(32, 16, Compression.NONE))).pixels();

    assertThat(tiles).isEqualTo(strips);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void tilesAreTurnedUpright(int orientation) {
    Picture picture = picture(new Kind(TiffFiles.RGB, 3), 8);
    byte[] strips =
        withOrientation(TiffFiles.write(picture, layout(0, 7, Compression.NONE)), orientation);
    byte[] tiles =
        withOrientation(TiffFiles.write(picture, layout(16, 16, Compression.NONE)), orientation);

    assertThat(decoded(tiles).pixels()).isEqualTo(decoded(strips).pixels());
  }

  @Test
  void saysWhatIsNotSupported() {
    Picture grey = picture(new Kind(TiffFiles.MIN_IS_BLACK, 1), 8);
    byte[] plain = TiffFiles.write(grey, layout(0, 5, Compression.NONE));
    Map<byte[], String> details =
        Map.of(
            with(plain, 258, 32),
                "TIFF of whole samples of 32 bits (expected whole ones of 1 to 16)",
            with(plain, 339, 3),
                "TIFF of floating-point samples of 8 bits (expected whole ones of 1 to 16)",
            with(plain, 259, 50001), "TIFF of compression 50001, WEBP",
            with(plain, 259, 32766), "TIFF of compression 32766, NEXT",
            with(plain, 259, 32809), "TIFF of compression 32809, THUNDER_SCAN",
            withoutPhotometric(plain), "TIFF whose pixels may be dark or light",
            with(plain, 259, 34712), "TIFF of compression 34712, JPEG_2000",
            with(plain, 259, 12345), "TIFF of compression 12345",
            with(plain, 262, 8), "TIFF whose pixels are CIE L*a*b*",
            with(plain, 262, 32845), "TIFF whose pixels are LogLuv");

    details.forEach(
        (file, detail) ->
            assertThat(rejection(file))
                .isEqualTo(
                    new Rejection(Rejection.Stage.DECODE, Reason.UNSUPPORTED_FORMAT, detail)));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void threeSamplesOfNoInterpretationAreRedGreenAndBlue(int bits) {
    Picture picture = picture(new Kind(TiffFiles.RGB, 3), bits);
    byte[] said = TiffFiles.write(picture, layout(16, 16, Compression.LZW));
    for (int tile : new int[] {0, 16}) {
      byte[] unsaid =
          withoutPhotometric(TiffFiles.write(picture, layout(tile, 16, Compression.LZW)));

      assertThat(decoded(unsaid).pixels()).isEqualTo(decoded(said).pixels());
    }
  }

  @ParameterizedTest
  @CsvSource({"0, CORRUPT", "1048577, TOO_LARGE"})
  void stripsBeyondTheLimitAreNoDamage(int strips, Reason reason) {
    Picture grey = picture(new Kind(TiffFiles.MIN_IS_BLACK, 1), 8);
    byte[] file = TiffFiles.write(grey, layout(0, 5, Compression.NONE));
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(position(file, 273) + 4, strips);

    assertThat(rejection(file).reason()).isEqualTo(reason);
  }

  /** The next tag, Threshholding, takes its place. */
  private static byte[] withoutPhotometric(byte[] tiff) {
    byte[] changed = tiff.clone();
    ByteBuffer.wrap(changed)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(position(tiff, 262), (short) 263);
    return changed;
  }

  @Test
  void compressionBeyondTheLimitsIsNoDamage() throws IOException {
    Picture picture = picture(new Kind(TiffFiles.RGB, 3), 12);
    Map<Compression, byte[]> pieces =
        Map.of(
            Compression.LZW,
            new byte[] {0, 1, 2, 3},
            Compression.ZSTD,
            new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) (17 << 3), 1, 0, 0},
            Compression.LZMA,
            lzma(96 << 20));

    pieces.forEach(
        (compression, piece) -> {
          byte[] file = TiffFiles.write(picture, layout(64, 64, compression));
          byte[] other = Arrays.copyOf(file, file.length + piece.length);
          System.arraycopy(piece, 0, other, file.length, piece.length);
          byte[] tiff = with(with(other, 324, file.length), 325, piece.length);

          assertThat(rejection(tiff).reason())
              .as("%s", compression)
              .isEqualTo(Reason.UNSUPPORTED_FORMAT);
        });
  }

  private static byte[] lzma(int dictionary) throws IOException {
    var options = new LZMA2Options(0);
    options.setDictSize(dictionary);
    var bytes = new ByteArrayOutputStream();
    try (var out = new XZOutputStream(bytes, options)) {
      out.write(new byte[1000]);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NONE", "LZW", "DEFLATE", "PACK_BITS", "ZSTD", "LZMA"})
  void tilesThatEndTooSoonAreNoPicture(String compression) {
    Picture picture = picture(new Kind(TiffFiles.RGB, 3), 12);
    byte[] file = TiffFiles.write(picture, layout(64, 64, Compression.valueOf(compression)));
    int length = entry(file, 325);
    byte[] cut = with(file, 325, length / 4);

    assertThat(rejection(cut).reason()).isIn(Reason.TRUNCATED, Reason.CORRUPT);
  }

  @Test
  void memoryForTilesIsCountedBeforeTheyAreRead() {
    Picture picture = picture(new Kind(TiffFiles.RGB, 3), 16);
    byte[] file = TiffFiles.write(picture, layout(16, 16, Compression.LZMA));
    var preprocessing = new Preprocessing(new ImageShape(3, 8, 8), Resize.STRETCH);

    var result =
        new ImageDecoder(preprocessing, new DecodeLimits(1 << 20)).decode(new EncodedImage(file));

    assertThat(((Rejection) result).reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(new ImageDecoder(preprocessing).decode(new EncodedImage(file)))
        .isInstanceOf(DecodedImage.class);
  }

  private static Layout layout(int tileWidth, int tileHeight, Compression compression) {
    return new Layout(
        tileWidth, tileHeight, false, compression, false, ByteOrder.LITTLE_ENDIAN, false, false);
  }

  /** Every way to cut, in planes and not; of what is beside that each in turn. */
  private static List<Layout> layouts(int bits, SplittableRandom random) {
    List<Layout> layouts = new ArrayList<>();
    for (int[] piece : PIECES) {
      for (boolean separate : new boolean[] {false, true}) {
        Compression compression = COMPRESSIONS.get(layouts.size() % COMPRESSIONS.size());
        boolean differences =
            compression != Compression.NONE
                && compression != Compression.PACK_BITS
                && (bits == 8 || bits == 16)
                && random.nextBoolean();
        ByteOrder order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        layouts.add(
            new Layout(
                piece[0],
                piece[1],
                separate,
                compression,
                differences,
                order,
                random.nextBoolean(),
                random.nextInt(4) == 0));
      }
    }
    return layouts;
  }

  private static Picture picture(Kind kind, int bits) {
    int count = kind.colours + kind.extra.length;
    int highest = (1 << bits) - 1;
    int[] samples = new int[WIDTH * HEIGHT * count];
    var random = new SplittableRandom(bits);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextInt(highest + 1);
    }
    if (kind.extra.length == 1 && kind.extra[0] == 1) { // colours are no more than their opacity
      for (int i = 0; i < samples.length; i++) {
        samples[i] = Math.min(samples[i], samples[i / count * count + count - 1]);
      }
    }
    return new Picture(WIDTH, HEIGHT, count, bits, kind.photometric, kind.extra, samples);
  }

  /** (pixel, red green blue), over black. */
  private static int[] expected(Picture picture) {
    int[] expected = new int[WIDTH * HEIGHT * 3];
    int opacity = -1;
    int colours = picture.count() - picture.extra().length;
    for (int extra = picture.extra().length - 1; extra >= 0; extra--) {
      opacity = picture.extra()[extra] > 0 ? colours + extra : opacity;
    }
    double highest = (1 << picture.bits()) - 1;
    int[] palette = picture.photometric() == TiffFiles.PALETTE ? picture.palette() : null;
    for (int pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
      int first = pixel * picture.count();
      int[] samples = picture.samples();
      boolean apart = opacity >= 0 && picture.extra()[opacity - colours] == 2;
      double shown = apart ? samples[first + opacity] / highest : 1;
      for (int primary = 0; primary < 3; primary++) {
        double value =
            switch (picture.photometric()) {
              case TiffFiles.MIN_IS_WHITE -> 1 - samples[first] / highest;
              case TiffFiles.MIN_IS_BLACK -> samples[first] / highest;
              case TiffFiles.PALETTE ->
                  palette[(primary << picture.bits()) + samples[first]] / 65_535.0;
              case TiffFiles.CMYK ->
                  (1 - samples[first + primary] / highest) * (1 - samples[first + 3] / highest);
              default -> samples[first + primary] / highest;
            };
        expected[pixel * 3 + primary] = (int) Math.round(255 * value * shown);
      }
    }
    return expected;
  }

  private static int farthest(byte[] file, int[] expected) {
    byte[] pixels = decoded(file).pixels();
    int farthest = 0;
    for (int i = 0; i < expected.length; i++) {
      int value = pixels[i % 3 * WIDTH * HEIGHT + i / 3] & 0xFF;
      farthest = Math.max(farthest, Math.abs(value - expected[i]));
    }
    return farthest;
  }

  /** At the size of the file as it is stored. */
  private static DecodedImage decoded(byte[] file) {
    DecodeResult result = decode(file);
    assertThat(result).isInstanceOf(DecodedImage.class);
    return (DecodedImage) result;
  }

  private static Rejection rejection(byte[] file) {
    return (Rejection) decode(file);
  }

  private static DecodeResult decode(byte[] file) {
    var shape = new ImageShape(3, HEIGHT, WIDTH);
    return new ImageDecoder(new Preprocessing(shape, Resize.STRETCH))
        .decode(new EncodedImage(file));
  }

  private static byte[] withOrientation(byte[] tiff, int orientation) {
    return with(tiff, 274, orientation);
  }

  /** The value of an entry of a little-endian file. */
  private static int entry(byte[] tiff, int tag) {
    return ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN).getInt(position(tiff, tag) + 8);
  }

  /**
   * The same little-endian file with one number of an entry changed; a new one takes FillOrder's
   * place.
   */
  private static byte[] with(byte[] tiff, int tag, int value) {
    byte[] changed = tiff.clone();
    var bytes = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
    int at = position(tiff, tag);
    int entry = at < 0 ? position(tiff, 266) : at;
    bytes.putShort(entry, (short) tag).putShort(entry + 2, (short) 4).putInt(entry + 8, value);
    return changed;
  }

  private static int position(byte[] tiff, int tag) {
    var bytes = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(4);
    for (int i = 0; i < bytes.getShort(directory); i++) {
      int at = directory + 2 + 12 * i;
      if ((bytes.getShort(at) & 0xFFFF) == tag) {
        return at;
      }
    }
    return -1;
  }
}
