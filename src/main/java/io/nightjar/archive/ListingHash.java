package io.nightjar.archive;

import io.nightjar.image.ContentHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;

/** A hash over what a listing saw: it changes when a file comes, goes, grows or is touched. */
final class ListingHash {
  private ListingHash() {}

  /** SHA-256 of lines, in hex. */
  static String of(Stream<String> lines) {
    MessageDigest digest = ContentHash.sha256();
    lines.forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest());
  }
}
