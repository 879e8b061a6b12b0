package io.nightjar.archive;

import io.nightjar.image.ContentHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Stream;

/** A hash over what a listing saw: it changes when a file comes, goes, grows or is touched. */
final class ListingHash {
  private ListingHash() {}

  /**
   * Hashes a listing.
   *
   * @param reading what decides which images the files give, such as the split
   * @param files in the listing's order
   * @param failures directories that could not be listed
   * @return SHA-256 in hex
   */
  static String of(String reading, Stream<SourceFile> files, Collection<ArchiveItem> failures) {
    MessageDigest digest = ContentHash.sha256();
    update(digest, reading);
    files.forEach(
        file ->
            update(
                digest,
                "%s %d %d"
                    .formatted(file.uri(), file.byteLength(), file.modifiedAt().toEpochMilli())));
    failures.forEach(failure -> update(digest, "unlisted " + failure.uri()));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, String line) {
    digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
