package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.TestArchives;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.HiddenFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ZipFormatTest {
  private static final byte[] DIRECTORY_ENTRY = {'P', 'K', 1, 2};

  private final ReadContainer zip = new ReadContainer(new ZipFormat(HiddenFiles.SKIP));
  @TempDir private Path root;

  @Test
  void readsStoredAndDeflatedMembersInOrder() {
    byte[] bytes =
        zip("cat/", "", "cat/1.png", "one", "2 ü.png", "two".repeat(100), "cat/1.png", "again");

    List<ArchiveItem> items = read(bytes);

    assertThat(items)
        .extracting(ReadContainer::member)
        .containsExactly("!/cat/1.png", "!/2%20%C3%BC.png", "!/cat/1.png?n=2");
    assertThat(items)
        .extracting(ReadContainer::text)
        .containsExactly("one", "two".repeat(100), "again");
    assertThat(items).extracting(ArchiveItem::label).containsExactly("cat", null, "cat");
  }

  @Test
  void hostileNamesAreData() {
    assertThat(read(zip("../../etc/passwd", "1", "/abs.png", "2", "__MACOSX/._x", "3")))
        .extracting(ReadContainer::member)
        .containsExactly("!/../../etc/passwd", "!//abs.png");
  }

  @Test
  void isCutIntoPartsThatCanBeJoined() {
    String[] members = new String[1_200];
    for (int i = 0; i < members.length; i += 2) {
      members[i] = i % 4 == 0 ? "same.png" : i + ".png";
      members[i + 1] = "content " + i;
    }
    List<ContainerPart> parts = zip.parts(file(zip(members)));

    assertThat(parts).extracting(ContainerPart::images).containsExactly(250L, 250L, 100L);
    List<ArchiveItem> items = zip.items(parts);
    assertThat(items).hasSize(600).extracting(ArchiveItem::uri).doesNotHaveDuplicates();
    assertThat(zip.items(List.of(parts.get(0).joined(parts.get(1)).orElseThrow())))
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(items.subList(0, 500));
  }

  @Test
  void aChecksumThatDoesNotMatchIsOneReject() {
    byte[] bytes = zip("1.png", "one", "2.png", "two", "3.png", "three");
    bytes[indexOf(bytes, "two".getBytes(UTF_8))] = 'T';

    assertThat(read(bytes))
        .extracting(ReadContainer::text)
        .containsExactly("one", "corrupt", "three");
  }

  @Test
  void aMemberThatIsLongerThanItSaysIsStopped() {
    byte[] bytes = zip("1.png", "y".repeat(5_000), "2.png", "two");
    int entry = indexOf(bytes, DIRECTORY_ENTRY);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(entry + 24, 10);

    assertThat(read(bytes)).extracting(ReadContainer::text).containsExactly("corrupt", "two");
  }

  @Test
  void encryptedAndTooLargeMembersAreRejects() {
    byte[] bytes = zip("1.png", "one", "2.png", "two");
    int entry = indexOf(bytes, DIRECTORY_ENTRY);
    bytes[entry + 8] |= 1;
    int second =
        entry + 4 + indexOf(Arrays.copyOfRange(bytes, entry + 4, bytes.length), DIRECTORY_ENTRY);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(second + 24, (1 << 28) + 1);

    assertThat(read(bytes))
        .extracting(ReadContainer::text)
        .containsExactly("unreadable", "too-large");
  }

  @Test
  void membersThatOverlapAreRefused() {
    byte[] bytes = zip("1.png", "y".repeat(50_000), "2.png", "z".repeat(50_000));
    ByteBuffer directory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    directory.putInt(indexOf(bytes, DIRECTORY_ENTRY) + 20, bytes.length);

    assertThat(read(bytes)).extracting(ReadContainer::text).containsExactly("corrupt");
  }

  /** Each of its members may be within the limit, and all of them go on for days. */
  @Test
  void aZipThatExpandsWithoutEndIsRefused() {
    String[] members = new String[20];
    for (int i = 0; i < members.length; i++) {
      members[i] = i + "";
    }
    byte[] bytes = zip(members);
    ByteBuffer directory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int at = indexOf(bytes, DIRECTORY_ENTRY);
    for (int entry = 0; entry < 10; entry++) {
      directory.putInt(at + 24, 1 << 27);
      at += 46 + directory.getShort(at + 28) + directory.getShort(at + 30);
    }

    assertThat(read(bytes)).extracting(ReadContainer::text).containsExactly("too-large");
  }

  @Test
  void aZipWithoutItsEndIsTruncatedAndTextIsNoZip() {
    byte[] bytes = zip("1.png", "one", "2.png", "two");

    assertThat(read(Arrays.copyOf(bytes, bytes.length - 30)))
        .extracting(ReadContainer::text)
        .containsExactly("truncated");
    assertThat(read("no zip at all, but long enough to be one".getBytes(UTF_8)))
        .extracting(ReadContainer::text)
        .containsExactly("unsupported-format");
    assertThat(read(new byte[0])).extracting(ReadContainer::text).containsExactly("empty");
  }

  @Test
  void anEmptyZipHoldsNothing() {
    assertThat(zip.parts(file(zip()))).isEmpty();
  }

  /** Noise where the directory is gives rejects or a refused container, and no exception. */
  @Test
  void noByteOfTheDirectoryThatIsDamagedEndsTheRun() {
    byte[] bytes = zip("1.png", "one", "2.png", "two");
    for (int i = indexOf(bytes, DIRECTORY_ENTRY); i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= (byte) 0xFF;

      assertThat(zip.items(file(damaged)).size()).as("byte %d", i).isLessThanOrEqualTo(2);
    }
  }

  /** As .NET packed them: backslashes between folders, and folders of their own. */
  @Test
  void backslashesOfAZipFromWindowsAreFolders() {
    assertThat(labels(Host.FAT, "set\\", "set\\cat\\", "set\\cat\\1.png", "a\\2.v\\3.png", "4.png"))
        .containsExactly("cat", "2.v", null);
    assertThat(labels(Host.NTFS, latin1Of("größe\\1.png"))).containsExactly("größe");
    assertThat(labels(Host.UNIX, "set\\cat\\1.png")).containsExactly((String) null);
    assertThat(labels(Host.FAT, "a\\b/1.png")).containsExactly("a\\b");
    assertThat(labels(Host.FAT, "__MACOSX\\._1.png", ".x\\2.png")).isEmpty();
  }

  @Test
  void aUriHasTheBytesOfANameWhateverTheyMean() {
    assertThat(read(zip(Host.FAT, "cat\\1.png")))
        .extracting(ReadContainer::member)
        .containsExactly("!/cat%5C1.png");
  }

  /** In CP932 the second byte of some characters is that of a backslash. */
  @Test
  void foldersInAnotherEncodingKeepDistinctLabels() {
    assertThat(labels(Host.FAT, cp932("犬/1.png"), cp932("鳥/1.png"), cp932("表/1.png")))
        .containsExactly("%8C%A2", "%92%B9", "%95\\");
    assertThat(labels(Host.FAT, cp932("表.png"), cp932("ソ能\\表.png"), cp932("観\\1.png")))
        .containsExactly(null, "%83\\%94\\", "%8A%CF");
  }

  /** In CP437, where an accented letter may end a folder's name. */
  @Test
  void foldersInAnEncodingOfOneByteAreFolders() {
    assertThat(labels(Host.FAT, "caf\u0082\\1.png", "th\u0082\\1.png"))
        .containsExactly("caf%82", "th%82");
    assertThat(labels(Host.FAT, "men\u0081\\1.png")).containsExactly("men%81");
    assertThat(labels(Host.FAT, "\u0082t\u0082\\1.png")).containsExactly("%82t%82");
  }

  @Test
  void foldersInEncodingsOfTwoBytesStayWhole() {
    assertThat(labels(Host.FAT, in("Big5", "功\\許\\1.png"), in("Big5", "蓋.png")))
        .containsExactly("%B3\\", null);
    assertThat(labels(Host.FAT, in("GBK", "中文\\狗\\1.png"), in("GBK", "榎狗\\1.png")))
        .containsExactly("%B9%B7", "%98\\%B9%B7");
  }

  private static String in(String charset, String name) {
    return new String(name.getBytes(Charset.forName(charset)), ISO_8859_1);
  }

  @Test
  void aNameMayBeInUtf8InAFieldOfItsOwn() {
    ZipEntry cat = new ZipEntry(cp932("猫/1.png"));
    cat.setExtra(unicodePath("猫/1.png", cp932("猫/1.png")));
    ZipEntry renamed = new ZipEntry("dog/2.png");
    renamed.setExtra(unicodePath("猫/1.png", cp932("猫/1.png")));

    List<ArchiveItem> items = read(zip(Host.UNIX, List.of(cat, renamed)));

    assertThat(items).extracting(ArchiveItem::label).containsExactly("猫", "dog");
    assertThat(items.get(0).uri()).endsWith("!/%94L/1.png");
  }

  /** Info-ZIP's field 0x7075, for a name of those bytes. */
  private static byte[] unicodePath(String path, String name) {
    byte[] utf8 = path.getBytes(UTF_8);
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(ISO_8859_1));
    return ByteBuffer.allocate(9 + utf8.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) 0x7075)
        .putShort((short) (5 + utf8.length))
        .put((byte) 1)
        .putInt((int) crc.getValue())
        .put(utf8)
        .array();
  }

  /** What a zip says that it was made on. */
  private enum Host {
    FAT(0),
    UNIX(3),
    NTFS(10);

    private final int code;

    Host(int code) {
      this.code = code;
    }
  }

  private static String latin1Of(String utf8) {
    return new String(utf8.getBytes(UTF_8), ISO_8859_1);
  }

  private static String cp932(String name) {
    return in("windows-31j", name);
  }

  private List<String> labels(Host host, String... names) {
    return read(zip(host, names)).stream().map(ArchiveItem::label).toList();
  }

  private static byte[] zip(Host host, String... names) {
    return zip(host, Arrays.stream(names).map(ZipEntry::new).toList());
  }

  /** Names are written as Latin-1, so that any bytes can be; no flag tells of UTF-8. */
  private static byte[] zip(Host host, List<ZipEntry> entries) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes, ISO_8859_1)) {
      for (ZipEntry entry : entries) {
        zip.putNextEntry(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] made = bytes.toByteArray();
    for (int i = 0; i + 5 < made.length; i++) {
      if (Arrays.equals(made, i, i + 4, DIRECTORY_ENTRY, 0, 4)) {
        made[i + 5] = (byte) host.code;
      }
    }
    return made;
  }

  private List<ArchiveItem> read(byte[] bytes) {
    return zip.items(file(bytes));
  }

  private Path file(byte[] bytes) {
    return TestArchives.write(root.resolve("x.zip"), bytes);
  }

  /** Names and contents by turns; short contents are stored. */
  static byte[] zip(String... members) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ZipArchiveOutputStream(bytes)) {
      for (int i = 0; i < members.length; i += 2) {
        add(out, members[i], members[i + 1].getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void add(ZipArchiveOutputStream out, String name, byte[] content) throws IOException {
    ZipArchiveEntry entry = new ZipArchiveEntry(name);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setTime(0);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setMethod(content.length < 100 ? ZipArchiveEntry.STORED : ZipArchiveEntry.DEFLATED);
    out.putArchiveEntry(entry);
    out.write(content);
    out.closeArchiveEntry();
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    return new String(bytes, ISO_8859_1).indexOf(new String(wanted, ISO_8859_1));
  }
}
