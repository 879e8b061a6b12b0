package io.nightjar.archive.container;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.UnicodePathExtraField;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.lang3.ArrayUtils;

/**
 * What a zip says where its members lie, beside the bytes of their names.
 *
 * <p>A field of Info-ZIP's may have the name in UTF-8. And as Info-ZIP's unzip does, backslashes
 * are taken for what Windows takes them where the member was packed there and its name has no
 * slash: .NET's and other packers wrote them.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE 4.4.2, 4.6.9
 *     and 4.4.17</a>
 */
final class ZipPath {
  /** FAT, HPFS, NTFS, VFAT. */
  private static final Set<Integer> HOSTS_WITH_BACKSLASHES = Set.of(0, 6, 10, 14);

  private final Optional<PairedText> encoding;

  /**
   * @param entries all that the zip holds, whose names tell their encoding together
   */
  ZipPath(List<ZipArchiveEntry> entries) {
    List<byte[]> names =
        entries.stream().filter(ZipPath::mayHaveBackslashes).map(ZipPath::unicode).toList();
    encoding = PairedText.of(names);
  }

  /** A member's path, in UTF-8 where the zip has it so, with slashes between folders. */
  byte[] of(ZipArchiveEntry entry) {
    byte[] name = unicode(entry);
    return mayHaveBackslashes(entry)
            && ArrayUtils.contains(name, (byte) '\\')
            && !ArrayUtils.contains(name, (byte) '/')
        ? withSlashes(name)
        : name;
  }

  private static boolean mayHaveBackslashes(ZipArchiveEntry entry) {
    return HOSTS_WITH_BACKSLASHES.contains(entry.getPlatform());
  }

  /** The field holds for the name that it was made for, and not for one that was given later. */
  private static byte[] unicode(ZipArchiveEntry entry) {
    byte[] name = entry.getRawName();
    if (entry.getExtraField(UnicodePathExtraField.UPATH_ID) instanceof UnicodePathExtraField path
        && path.getUnicodeName() != null) {
      CRC32 crc = new CRC32();
      crc.update(name);
      return crc.getValue() == path.getNameCRC32() ? path.getUnicodeName() : name;
    }
    return name;
  }

  private byte[] withSlashes(byte[] name) {
    byte[] path = name.clone();
    boolean pairs = encoding.isPresent() && !LosslessText.isUtf8(name);
    for (int i = 0; i < path.length; i++) {
      if (pairs && encoding.get().isLead(path[i] & 0xFF)) {
        i++;
      } else if (path[i] == '\\') {
        path[i] = '/';
      }
    }
    return path;
  }
}
