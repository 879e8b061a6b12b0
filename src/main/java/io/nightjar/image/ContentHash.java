package io.nightjar.image;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of an image's content: of the encoded file's bytes, or of bare pixels with their type and
 * shape. Equal content has equal hashes whatever it is called.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record ContentHash(String hex) implements Serializable {
  private static final int DIGITS = 64;
  private static final int LEADING_DIGITS = 8;
  private static final int DIGITS_OF_LONG = 16;

  public ContentHash {
    if (hex.length() != DIGITS || !hex.chars().allMatch(ContentHash::isDigit)) {
      throw new IllegalArgumentException(
          "hex: %s (expected 64 lower-case hexadecimal digits)".formatted(hex));
    }
  }

  private static boolean isDigit(int character) {
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
  }

  /** Hashes all of the bytes. */
  public static ContentHash of(byte[] bytes) {
    return of(sha256(), bytes);
  }

  /** Hashes all of the bytes after what the digest has seen already, and resets it. */
  static ContentHash of(MessageDigest begun, byte[] bytes) {
    return new ContentHash(HexFormat.of().formatHex(begun.digest(bytes)));
  }

  /** A new SHA-256, for what comes piece by piece. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /**
   * Returns the leading 64 bits of a hash, unsigned.
   *
   * @param hex 16 hexadecimal digits or more
   */
  public static long leadingBits(String hex) {
    return Long.parseUnsignedLong(hex, 0, DIGITS_OF_LONG, 16);
  }

  /** The leading 32 bits as a fraction in [0, 1): where this content falls when archives split. */
  public double fraction() {
    return Long.parseLong(hex, 0, LEADING_DIGITS, 16) / 0x1p32;
  }
}
