package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import io.nightjar.TestArchives;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.HiddenFiles;
import io.nightjar.archive.NameGlobs;
import io.nightjar.archive.NameRule;
import io.nightjar.archive.SourceFile;
import io.nightjar.image.ContentHash;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.PassedOver;
import io.nightjar.image.Rejection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TarFormatTest {
  private static final byte[] END = new byte[1024];

  private final ReadContainer tar = new ReadContainer(new TarFormat(HiddenFiles.SKIP));
  @TempDir private Path root;

  static Stream<UnaryOperator<byte[]>> compressions() {
    return Stream.of(bytes -> bytes, TarBuilder::gzip, TarBuilder::zstd);
  }

  @ParameterizedTest
  @MethodSource("compressions")
  void readsMembersInOrderWithTheirFoldersAsLabels(UnaryOperator<byte[]> compression) {
    byte[] plain =
        TarBuilder.gnu()
            .file("cat/1.png", "one")
            .file("2.png", "two")
            .file("a/b/3.png", "3")
            .bytes();

    List<ArchiveItem> items = read(compression.apply(plain));

    assertThat(items)
        .extracting(ReadContainer::member)
        .containsExactly("!/cat/1.png", "!/2.png", "!/a/b/3.png");
    assertThat(items).extracting(ArchiveItem::label).containsExactly("cat", null, "b");
    assertThat(items).extracting(ReadContainer::text).containsExactly("one", "two", "3");
    assertThat(items).extracting(ArchiveItem::byteLength).containsExactly(3L, 3L, 1L);
  }

  @ParameterizedTest
  @MethodSource("compressions")
  void longAndUnicodeNamesOfBothKinds(UnaryOperator<byte[]> compression) {
    String name = "größe 図/" + "x".repeat(300) + ".png";
    for (TarBuilder builder : List.of(TarBuilder.gnu(), TarBuilder.pax())) {
      byte[] plain = builder.file("a.png", "a").file(name, "long").file("b.png", "b").bytes();

      List<ArchiveItem> items = read(compression.apply(plain));

      assertThat(items).extracting(ReadContainer::text).containsExactly("a", "long", "b");
      assertThat(items.get(1).label()).isEqualTo("größe 図");
      assertThat(ReadContainer.member(items.get(1)))
          .startsWith("!/gr%C3%B6%C3%9Fe%20%E5%9B%B3/xxx")
          .hasSize("!/gr%C3%B6%C3%9Fe%20%E5%9B%B3/".length() + 304);
    }
  }

  @Test
  void hostileNamesAreDataAndRepeatedOnesAreCounted() {
    List<ArchiveItem> items =
        read(
            TarBuilder.gnu()
                .file("../up.png", "1")
                .file("/abs/x.png", "2")
                .file("../up.png", "3")
                .file("a?n=2!/b.png", "4")
                .file("../up.png", "5")
                .file("./x/y.png", "6")
                .bytes());

    assertThat(items)
        .extracting(ReadContainer::member)
        .containsExactly(
            "!/../up.png",
            "!//abs/x.png",
            "!/../up.png?n=2",
            "!/a%3Fn=2%21/b.png",
            "!/../up.png?n=3",
            "!/./x/y.png");
    assertThat(items)
        .extracting(ArchiveItem::label)
        .containsExactly(null, "abs", null, "a?n=2!", null, "x");
  }

  @Test
  void namesThatAreNoUtf8StayApart() {
    byte[] latin = {'f', (byte) 0xFC, '/', '1', '.', 'p'};
    byte[] other = {'f', (byte) 0xFD, '/', '1', '.', 'p'};
    byte[] text = "f%FD/1.p".getBytes(UTF_8);
    byte[] one = TarBuilder.padded(new byte[] {'1'});

    List<ArchiveItem> items =
        read(
            TarBuilder.join(
                TarBuilder.header(latin, '0', 1),
                one,
                TarBuilder.header(other, '0', 1),
                one,
                TarBuilder.header(text, '0', 1),
                one,
                END));

    assertThat(items)
        .extracting(ReadContainer::member)
        .containsExactly("!/f%FC/1.p", "!/f%FD/1.p", "!/f%25FD/1.p");
    assertThat(items).extracting(ArchiveItem::label).containsExactly("f%FC", "f%FD", "f%25FD");
  }

  @ParameterizedTest
  @CsvSource({
    "ISO-IR 8859 1 1998, café",
    "ISO-IR 8859 5 1999, cafщ",
    "BINARY, caf%E9",
    "ISO-IR 10646 2000 UTF-8, caf%E9",
    "ISO-IR 8859 12 1998, caf%E9"
  })
  void aPaxHeaderMayTellOfAnotherEncoding(String charset, String label) {
    byte[] records =
        TarBuilder.join(record("hdrcharset=" + charset), record("path=caf\u00E9/1.png"));
    byte[] name = "short".getBytes(UTF_8);

    List<ArchiveItem> items =
        read(
            TarBuilder.join(
                TarBuilder.header(name, 'x', records.length),
                TarBuilder.padded(records),
                TarBuilder.header(name, '0', 1),
                TarBuilder.padded(new byte[] {'1'}),
                END));

    assertThat(items).extracting(ArchiveItem::label).containsExactly(label);
    assertThat(items).extracting(ReadContainer::member).containsExactly("!/caf%E9/1.png");
  }

  /** A record of PAX in Latin-1, with a length of two digits. */
  private static byte[] record(String text) {
    return "%d %s\n".formatted(text.length() + 4, text).getBytes(ISO_8859_1);
  }

  @Test
  void sidecarsInAnyEncodingGiveDistinctLabels() {
    byte[] cafe = "{\"label\": \"caf\u00E9 \\u732B\"}".getBytes(ISO_8859_1);
    byte[] other = "{\"label\": \"caf\u00EA\"}".getBytes(ISO_8859_1);
    List<ArchiveItem> items =
        read(
            TarBuilder.gnu()
                .file("1.png", "1")
                .file("1.json", cafe)
                .file("2.png", "2")
                .file("2.json", other)
                .file("3.png", "3")
                .file("3.cls", new byte[] {(byte) 0x8C, (byte) 0xA2, '\n'})
                .file("4.png", "4")
                .file("4.cls", "%8C%A2")
                .file("5.png", "5")
                .file("5.json", "{\"label\": \"%8C%A2\"}")
                .bytes());

    assertThat(items)
        .filteredOn(item -> item.content() instanceof EncodedImage)
        .extracting(ArchiveItem::label)
        .containsExactly("caf%E9 猫", "caf%EA", "%8C%A2", "%258C%25A2", "%258C%25A2");
  }

  @Test
  void foldersAreNothingLinksDevicesAndSparseFilesAreRejects() {
    List<ArchiveItem> items =
        read(
            TarBuilder.gnu()
                .special("d/", TarConstants.LF_DIR, "")
                .file("d/1.png", "1")
                .special("d/out.png", TarConstants.LF_SYMLINK, "../../1.png")
                .special("d/away.png", TarConstants.LF_SYMLINK, "/etc/1.png")
                .special("d/pipe.png", TarConstants.LF_FIFO, "")
                .special("d/sparse.png", TarConstants.LF_GNUTYPE_SPARSE, "")
                .file("d/2.png", "2")
                .bytes());

    String refused = "unsupported-format";
    assertThat(items)
        .extracting(ReadContainer::text)
        .containsExactly("1", refused, refused, refused, refused, "2");
    assertThat(((Rejection) items.get(2).content()).detail()).isEqualTo("a link to /etc/1.png");
    assertThat(items.get(2).byteLength()).isZero();
  }

  @ParameterizedTest
  @MethodSource("compressions")
  void aSecondNameOfAMemberIsPassedOver(UnaryOperator<byte[]> compression) {
    byte[] plain =
        TarBuilder.gnu()
            .special("d/before.png", TarConstants.LF_SYMLINK, "../e/2.png")
            .file("d/1.png", "1")
            .special("d/soft.png", TarConstants.LF_SYMLINK, "./1.png")
            .special("e/hard.png", TarConstants.LF_LINK, "d/1.png")
            .file("e/2.png", "2")
            .file(".store/3", "3")
            .special("e/3.png", TarConstants.LF_LINK, ".store/3")
            .bytes();

    assertThat(read(compression.apply(plain)))
        .extracting(ReadContainer::text)
        .containsExactly("1", "2", "unsupported-format"); // what is hidden is not read
  }

  @Test
  void aGlobalHeaderMayTellTheEncodingOfAllNames() {
    byte[] global = record("hdrcharset=ISO-IR 8859 1 1998");
    byte[] path = record("path=caf\u00E9/1.png");
    byte[] own = TarBuilder.join(record("hdrcharset=BINARY"), record("path=caf\u00E9/3.png"));
    byte[] name = "short".getBytes(UTF_8);
    byte[] latin1 = "caf\u00E9/2.png".getBytes(ISO_8859_1);

    List<ArchiveItem> items =
        read(
            TarBuilder.join(
                TarBuilder.header(name, 'g', global.length),
                TarBuilder.padded(global),
                TarBuilder.header(name, 'x', path.length),
                TarBuilder.padded(path),
                TarBuilder.header(name, '0', 0),
                TarBuilder.header(latin1, '0', 0),
                TarBuilder.header(name, 'x', own.length),
                TarBuilder.padded(own),
                TarBuilder.header(name, '0', 0),
                TarBuilder.header(latin1, '0', 0),
                END));

    assertThat(items)
        .extracting(ArchiveItem::label)
        .containsExactly("café", "café", "caf%E9", "café");
  }

  @Test
  void aPartThatBeginsBehindAGlobalHeaderKeepsToIt() {
    byte[] global = record("hdrcharset=ISO-IR 8859 1 1998");
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(TarBuilder.header("short".getBytes(UTF_8), 'g', global.length));
    bytes.writeBytes(TarBuilder.padded(global));
    for (int i = 0; i < 600; i++) {
      bytes.writeBytes(
          TarBuilder.header("caf\u00E9/%d.png".formatted(i).getBytes(ISO_8859_1), '0', 0));
    }
    bytes.writeBytes(END);

    List<ContainerPart> parts = tar.parts(file(bytes.toByteArray()));

    assertThat(parts).hasSizeGreaterThan(1);
    assertThat(tar.items(parts)).hasSize(600).extracting(ArchiveItem::label).containsOnly("café");
  }

  @Test
  void hiddenMembersArePassedOverUnlessToldOtherwise() {
    byte[] plain =
        TarBuilder.gnu()
            .file("./seen.png", "seen")
            .file("./._seen.png", "x")
            .file("_x/in.png", "x")
            .file("__MACOSX/a.png", "x")
            .bytes();

    assertThat(read(plain)).extracting(ReadContainer::member).containsExactly("!/./seen.png");
    assertThat(new ReadContainer(new TarFormat(HiddenFiles.INCLUDE)).items(file(plain))).hasSize(4);
  }

  @Test
  void webDatasetSidecarsAreLabels() {
    List<ArchiveItem> items =
        read(
            TarBuilder.gnu()
                .file("s/000.cls", "7\n")
                .file("s/000.jpg", "a")
                .file("s/001.jpg", "b")
                .file("s/001.json", "{\"label\": \"owl\", \"cls\": 3}")
                .file("s/002.left.jpg", "c")
                .file("s/002.right.jpg", "d")
                .file("s/002.cls", "2")
                .file("s/003.jpg", "e")
                .file("s/003.json", "{broken")
                .file("s/003.txt", "a caption")
                .file("s/004.json", "{}")
                .file("readme.txt", "no image")
                .bytes());

    assertThat(items)
        .extracting(ReadContainer::text)
        .containsExactly(
            ".cls", "a", "b", ".json", "c", "d", ".cls", "e", ".json", ".txt", ".json", ".txt");
    assertThat(ReadContainer.images(items))
        .extracting(ArchiveItem::label)
        .containsExactly("7", "owl", "2", "2", "s");
  }

  @Test
  void noCutPartsAGroup() {
    TarBuilder builder = TarBuilder.gnu();
    for (int i = 0; i < 1_000; i++) {
      builder.file("%04d.cls".formatted(i), "c" + i).file("%04d.jpg".formatted(i), "i" + i);
    }

    List<ContainerPart> parts = tar.parts(file(builder.bytes()));

    assertThat(parts).hasSize(4).extracting(ContainerPart::images).containsOnly(250L);
    List<ArchiveItem> items = ReadContainer.images(tar.items(parts));
    assertThat(items).hasSize(1_000);
    for (int i = 0; i < 1_000; i++) {
      assertThat(items.get(i).label()).isEqualTo("c" + i);
    }
  }

  /** WebDataset would take all of them for one sample. */
  @ParameterizedTest
  @MethodSource("compressions")
  void namesThatShareTheirBeginningAreNoGroup(UnaryOperator<byte[]> compression) {
    TarBuilder builder = TarBuilder.gnu();
    for (int i = 0; i < 700; i++) {
      builder
          .file("frame.%04d.cls".formatted(i), "c" + i)
          .file("frame.%04d.png".formatted(i), "i" + i);
    }
    builder.file("frame.lonely.txt", "no image's").file("other.cls", "o").file("other.png", "o");

    List<ContainerPart> parts = tar.parts(file(compression.apply(builder.bytes())));
    List<ArchiveItem> items = ReadContainer.images(tar.items(parts));

    assertThat(items).hasSize(701);
    for (int i = 0; i < 700; i++) {
      assertThat(ReadContainer.text(items.get(i))).isEqualTo("i" + i);
      assertThat(items.get(i).label()).isEqualTo("c" + i);
    }
    assertThat(items.get(700).label()).isEqualTo("o");
    if (parts.get(0).counted()) {
      assertThat(parts).hasSize(3);
      assertThat(parts.stream().mapToLong(ContainerPart::images).sum()).isEqualTo(701);
    }
  }

  @Test
  void aSidecarDescribesThoseWhoseNamesBeginLikeIts() {
    List<ArchiveItem> items =
        images(
            TarBuilder.gnu()
                .file("a.cls", "all")
                .file("a.left.json", "{\"label\": \"left\"}")
                .file("a.left.png", "1")
                .file("a.right.png", "2")
                .file("b.meta.json", "{\"label\": \"only\"}")
                .file("b.png", "3")
                .file("c.one.cls", "one")
                .file("c.one.png", "4")
                .file("c.two.png", "5")
                .bytes());

    assertThat(items).extracting(ReadContainer::text).containsExactly("1", "2", "3", "4", "5");
    assertThat(items)
        .extracting(ArchiveItem::label)
        .containsExactly("all", "all", "only", "one", null);
  }

  @Test
  void aSidecarBehindALargeImageIsStillItsOwn() {
    List<ArchiveItem> items =
        images(
            TarBuilder.gnu()
                .file("a.jpg", new byte[65 << 20])
                .file("a.json", "{\"label\": \"large\"}")
                .bytes());

    assertThat(items).singleElement().returns("large", ArchiveItem::label);
  }

  private List<ArchiveItem> images(byte[] bytes) {
    return ReadContainer.images(read(bytes));
  }

  @ParameterizedTest
  @MethodSource("compressions")
  void whatIsNoImageByNameAndFirstBytesIsPassedOver(UnaryOperator<byte[]> compression) {
    byte[] png = TestArchives.png(1, 40, 40);
    byte[] plain =
        TarBuilder.gnu()
            .file("s/1.npy", "NUMPY")
            .file("s/1.xml", "<a/>")
            .file("s/1", png)
            .file("s/2.dat", png)
            .file("s/3.json", png)
            .file("s/film.mp4", new byte[3 << 20])
            .file("s/empty.txt", "")
            .file("s/4.heic", "heic")
            .special("s/latest", TarConstants.LF_SYMLINK, "../../1")
            .bytes();

    List<ArchiveItem> items = read(compression.apply(plain));

    assertThat(items)
        .filteredOn(item -> item.content() instanceof PassedOver)
        .extracting(ReadContainer::text)
        .containsExactly(".npy", ".xml", ".mp4", ".txt", "(none)");
    assertThat(images(compression.apply(plain)))
        .extracting(ReadContainer::member)
        .containsExactly("!/s/1", "!/s/2.dat", "!/s/3.json", "!/s/4.heic");
    assertThat(items.get(2).content().hash()).contains(ContentHash.of(png));
    assertThat(items.get(3).content().hash()).contains(ContentHash.of(png));
  }

  @ParameterizedTest
  @MethodSource("compressions")
  void aTarThatIsCutInWhatIsNoImageIsToldOnce(UnaryOperator<byte[]> compression) {
    byte[] whole = TarBuilder.gnu().file("1.png", "one").file("notes.txt", new byte[9_000]).bytes();

    List<ArchiveItem> items = read(compression.apply(Arrays.copyOf(whole, 4_000)));

    assertThat(images(compression.apply(Arrays.copyOf(whole, 4_000))))
        .extracting(ReadContainer::text)
        .containsExactly("one", "truncated");
    assertThat(items.get(1).content()).isEqualTo(new PassedOver(".txt"));
  }

  @ParameterizedTest
  @MethodSource("compressions")
  void namesNarrowWhatIsLookedAtAndNotWhatTellsLabels(UnaryOperator<byte[]> compression) {
    byte[] plain =
        TarBuilder.gnu()
            .file("a/1.cls", "7")
            .file("a/1.jpg", "one")
            .file("a/1.png", "two")
            .file("b/2.JPG", "three")
            .bytes();
    NameRule jpegs = new NameRule(HiddenFiles.SKIP, NameGlobs.of(List.of("*.jpg")));
    NameRule inFolder = new NameRule(HiddenFiles.SKIP, NameGlobs.of(List.of("b/**")));
    Path file = file(compression.apply(plain));

    List<ArchiveItem> items = new ReadContainer(new TarFormat(jpegs)).items(file);

    assertThat(items)
        .extracting(ReadContainer::text)
        .containsExactly(".cls", "one", ".png", "three");
    assertThat(items.get(1).label()).isEqualTo("7");
    assertThat(ReadContainer.images(new ReadContainer(new TarFormat(inFolder)).items(file)))
        .extracting(ReadContainer::text)
        .containsExactly("three");
  }

  @Test
  void zerosBehindAGzipFileArePaddingAndAnythingElseIsDamage() {
    byte[] packed = TarBuilder.gzip(TarBuilder.gnu().file("1.png", "one").bytes());

    assertThat(read(TarBuilder.join(packed, new byte[700])))
        .extracting(ReadContainer::text)
        .containsExactly("one");
    assertThat(read(TarBuilder.join(packed, new byte[700], new byte[] {7})))
        .extracting(ReadContainer::text)
        .containsExactly("one", "corrupt");
  }

  @Test
  void aGzipHeaderWithoutEndIsNotHeld() {
    byte[] endless = new byte[1 << 20];
    Arrays.fill(endless, (byte) 'x');
    byte[] header = {0x1F, (byte) 0x8B, 8, 8, 0, 0, 0, 0, 0, 0};

    assertRefused(TarBuilder.join(header, endless), "corrupt");
  }

  @Test
  void aPaxRecordThatEndsWithItsKeyIsCorrupt() {
    byte[] record = "6 abc=".getBytes(UTF_8);
    byte[] name = "x".getBytes(UTF_8);
    byte[] tar =
        TarBuilder.join(
            TarBuilder.header(name, 'x', record.length),
            TarBuilder.padded(record),
            TarBuilder.header(name, '0', 0),
            END);

    assertRefused(tar, "corrupt");
    assertRefused(TarBuilder.gzip(tar), "corrupt");
  }

  /** Sidecars wait for their images, but not in any number and of any size. */
  @Test
  void largeSidecarsAreNotHeld() {
    TarBuilder builder = TarBuilder.gnu();
    for (int i = 0; i < 14; i++) {
      builder.file("a.%02d.txt".formatted(i), new byte[20 << 20]);
    }
    List<ContainerPart> parts = tar.parts(file(TarBuilder.gzip(builder.bytes())));

    assertThat(tar.items(parts)).hasSize(14);
  }

  @Test
  void damageBetweenTheMembersOfAGzipFileIsNoEnd() {
    byte[] first = TarBuilder.gnu().file("1.png", "one").bytes();
    byte[] second = TarBuilder.gnu().file("2.png", "two").bytes();
    byte[] whole = TarBuilder.join(TarBuilder.gzip(first), TarBuilder.gzip(second));
    byte[] damaged = whole.clone();
    damaged[TarBuilder.gzip(first).length] ^= 1;

    assertThat(read(whole)).extracting(ReadContainer::text).containsExactly("one", "two");
    assertThat(read(damaged)).extracting(ReadContainer::text).containsExactly("one", "corrupt");
  }

  @Test
  void repeatedNamesKeepTheirNumbersInWhateverPartTheyAre() {
    TarBuilder builder = TarBuilder.gnu();
    for (int i = 0; i < 600; i++) {
      builder.file(i % 2 == 0 ? "same.png" : "o%d.png".formatted(i), "i" + i);
    }
    Path file = file(builder.bytes());

    assertThat(tar.parts(file)).hasSizeGreaterThan(1);
    List<ArchiveItem> items = tar.items(file);
    assertThat(items).extracting(ArchiveItem::uri).doesNotHaveDuplicates();
    assertThat(ReadContainer.member(items.get(598))).isEqualTo("!/same.png?n=300");
    assertThat(tar.items(file(TarBuilder.gzip(builder.bytes()))))
        .extracting(ReadContainer::member)
        .isEqualTo(items.stream().map(ReadContainer::member).toList());
  }

  @Test
  void tarsOneAfterTheOtherAreAllRead() {
    byte[] one = TarBuilder.gnu().file("1.png", "1").bytes();
    byte[] two = TarBuilder.pax().file("2ü.png", "2").bytes();

    assertThat(read(TarBuilder.join(one, two)))
        .extracting(ReadContainer::text)
        .containsExactly("1", "2");
    assertThat(read(TarBuilder.join(TarBuilder.gzip(one), TarBuilder.gzip(two))))
        .extracting(ReadContainer::text)
        .containsExactly("1", "2");
  }

  @Test
  void anEmptyTarHoldsNothing() {
    assertThat(tar.parts(file(TarBuilder.gnu().bytes()))).isEmpty();
    assertThat(read(TarBuilder.gzip(TarBuilder.gnu().bytes()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {600, 1024 + 100, 1024 + 512 + 100})
  void aTarThatIsCutKeepsWhatStandsBefore(int length) {
    byte[] whole =
        TarBuilder.gnu().file("1.png", "x".repeat(400)).file("2.png", "y".repeat(400)).bytes();

    List<ArchiveItem> items = read(Arrays.copyOf(whole, length));

    assertThat(items).last().extracting(ReadContainer::text).isEqualTo("truncated");
    assertThat(items).hasSize(length < 1024 ? 1 : 2);
    if (length >= 1024) {
      assertThat(ReadContainer.text(items.get(0))).isEqualTo("x".repeat(400));
    }
  }

  @Test
  void aCompressedTarThatIsCutKeepsWhatStandsBefore() {
    TarBuilder builder = TarBuilder.gnu();
    for (int i = 0; i < 400; i++) {
      builder.file(i + ".png", TestArchives.png(i, 20, 20));
    }
    byte[] plain = builder.bytes();
    for (byte[] packed : List.of(TarBuilder.gzip(plain), TarBuilder.zstd(plain))) {
      List<ArchiveItem> items = read(Arrays.copyOf(packed, packed.length / 2));

      assertThat(items).hasSizeBetween(50, 399);
      assertThat(items.stream().filter(item -> item.content() instanceof Rejection))
          .singleElement()
          .isEqualTo(items.get(items.size() - 1))
          .extracting(ReadContainer::text)
          .isEqualTo("truncated");
    }
  }

  @Test
  void whatIsNoTarIsRefused() {
    assertRefused("This is text.".repeat(100).getBytes(UTF_8), "unsupported-format");
    assertRefused(new byte[0], "empty");
    assertThat(read(TarBuilder.gzip("no tar in here".repeat(100).getBytes(UTF_8))))
        .singleElement()
        .extracting(ReadContainer::text)
        .isEqualTo("unsupported-format");
  }

  @Test
  void noiseAfterAMemberEndsTheTar() {
    byte[] good = TarBuilder.gnu().file("1.png", "1").bytes();
    byte[] noise = "noise".repeat(300).getBytes(UTF_8);

    List<ArchiveItem> items = read(TarBuilder.join(Arrays.copyOf(good, 1024), noise));

    assertThat(items).extracting(ReadContainer::text).containsExactly("1", "corrupt");
    assertThat(items.get(1).uri()).isEqualTo(items.get(1).source().uri());
  }

  @Test
  void headersThatLieCostNoMemory() {
    byte[] name = "x.png".getBytes(UTF_8);
    byte[] longName = TarBuilder.header("././@LongLink".getBytes(UTF_8), 'L', 1L << 32);
    byte[] tooLarge = TarBuilder.header(name, '0', (1L << 28) + 1);
    byte[] cut = TarBuilder.header(name, '0', 1L << 28);

    assertThat(read(TarBuilder.gzip(TarBuilder.join(longName, END))))
        .extracting(ReadContainer::text)
        .containsExactly("corrupt");
    assertThat(read(TarBuilder.gzip(TarBuilder.join(cut, END))))
        .extracting(ReadContainer::text)
        .containsExactly("truncated");
    assertThat(read(TarBuilder.join(tooLarge, END)))
        .extracting(ReadContainer::text)
        .containsExactly("too-large");
  }

  /** With commons-compress 1.23 this one takes minutes: CVE-2023-42503. */
  @Test
  void aTimeOfAHundredMillionDigitsCostsNoTime() {
    byte[] record = "20 mtime=9e99999999\n".getBytes(UTF_8);
    byte[] pax = TarBuilder.header("pax".getBytes(UTF_8), 'x', record.length);
    byte[] file = TarBuilder.header("x.png".getBytes(UTF_8), '0', 1);
    byte[] plain =
        TarBuilder.join(
            pax, TarBuilder.padded(record), file, TarBuilder.padded(new byte[] {'1'}), END);

    List<ArchiveItem> items =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> read(plain));

    assertThat(items).extracting(ReadContainer::text).containsExactly("1");
  }

  @Test
  void aHundredThousandLongNamesInARowAreNoStackOverflow() {
    byte[] header = TarBuilder.header("././@LongLink".getBytes(UTF_8), 'L', 0);
    byte[] many = new byte[512 * 100_000];
    for (int i = 0; i < 100_000; i++) {
      System.arraycopy(header, 0, many, 512 * i, 512);
    }

    assertThat(read(TarBuilder.gzip(many)))
        .extracting(ReadContainer::text)
        .containsExactly("truncated");
  }

  @Test
  void aMemberThatExpandsWithoutEndIsStopped() throws IOException {
    Path file = root.resolve("bomb.tar.zst");
    byte[] zeros = new byte[1 << 20];
    try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(file))) {
      out.write(TarBuilder.header("bomb.png".getBytes(UTF_8), '0', 1L << 32));
      for (int i = 0; i < 1_100; i++) {
        out.write(zeros);
      }
    }

    List<ArchiveItem> items = tar.items(file);

    assertThat(ReadContainer.text(items.get(0))).isEqualTo("too-large");
    assertThat(items).hasSize(2);
    assertThat(((Rejection) items.get(1).content()).detail()).contains("expands to more than");
  }

  @Test
  void aLargeCompressedTarBringsAdvice() {
    var large = new SourceFile("file:///photos.tar.gz", 3_000_000_000L, Instant.EPOCH);
    var small = new SourceFile("file:///photos.tar.gz", 3_000_000L, Instant.EPOCH);

    assertThat(new CompressedTarPart(large, NameRule.of(HiddenFiles.SKIP)).advice().orElseThrow())
        .startsWith(
            "Advice: file:///photos.tar.gz is compressed, so one task reads all its 3.0 GB");
    assertThat(new CompressedTarPart(small, NameRule.of(HiddenFiles.SKIP)).advice()).isEmpty();
  }

  @Test
  void oneThatHasChangedSinceItWasListedIsARejection() throws IOException {
    Path file = file(TarBuilder.gnu().file("1.png", "1").bytes());
    List<ContainerPart> parts = tar.parts(file);
    Files.write(file, TarBuilder.gnu().file("1.png", "other").file("2.png", "2").bytes());
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1_000));

    assertThat(tar.items(parts))
        .extracting(ReadContainer::text)
        .containsExactly("changed-while-reading");
  }

  private void assertRefused(byte[] bytes, String reason) {
    assertThat(read(bytes))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(ReadContainer.text(item)).isEqualTo(reason);
              assertThat(item.uri()).isEqualTo(item.source().uri());
              assertThat(item.byteLength()).isEqualTo(bytes.length);
            });
  }

  private List<ArchiveItem> read(byte[] bytes) {
    return tar.items(file(bytes));
  }

  private Path file(byte[] bytes) {
    return TestArchives.write(root.resolve("x.tar"), bytes);
  }
}
