package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.regex.Pattern;

/**
 * Bytes that should be UTF-8 as text, which differs whenever they do. Bytes that are none are
 * percent-encoded, for example {@code %8C%A2} for a dog in CP932.
 *
 * <p>Text that reads as such an encoding has its percent signs encoded too, so that a folder called
 * {@code %8C%A2} is another one: {@code %258C%25A2}. Text that does not, {@code 100%} or {@code
 * caf%C3%A9}, stays as it is.
 */
final class LosslessText {
  private static final Pattern ENCODED = Pattern.compile("%(25|[89A-F][0-9A-F])");

  /** A name that is encoded more often than this is told by encoding it once more. */
  private static final int MOST_ROUNDS = 8;

  private LosslessText() {}

  static String of(byte[] bytes) {
    return standsForItself(bytes) ? new String(bytes, UTF_8) : encoded(bytes);
  }

  static boolean isUtf8(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Whether the bytes are text, and so is what they would be the encoding of. */
  private static boolean standsForItself(byte[] bytes) {
    byte[] at = bytes;
    for (int round = 0; round < MOST_ROUNDS && isUtf8(at); round++) {
      byte[] next = decoded(at);
      if (next.length == at.length) {
        return true;
      }
      at = next;
    }
    return false;
  }

  private static byte[] decoded(byte[] bytes) {
    return ENCODED
        .matcher(new String(bytes, ISO_8859_1))
        .replaceAll(match -> String.valueOf((char) Integer.parseInt(match.group(1), 16)))
        .getBytes(ISO_8859_1);
  }

  private static String encoded(byte[] bytes) {
    var text = new StringBuilder();
    CharsetDecoder decoder = UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (in.hasRemaining()) {
      CoderResult result = decoder.decode(in, out, true);
      text.append(out.flip().toString().replace("%", "%25"));
      out.clear();
      for (int i = 0; result.isError() && i < result.length(); i++) {
        text.append("%%%02X".formatted(in.get()));
      }
    }
    return text.toString();
  }
}
