package io.nightjar.embedding.rows;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NpyHeaderTest {
  @Test
  void isWhatNumPyDescribes() {
    String dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (9, 3), }";

    // 128 bytes: 6 of magic, 2 of version, 2 of length (118, little-endian), text, line feed.
    assertThat(new String(new NpyHeader(9, 3).bytes(), ISO_8859_1))
        .isEqualTo("\u0093NUMPY\u0001\u0000v\u0000" + dictionary + " ".repeat(58) + "\n");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 128", "1, 1", "1000000000000, 2048", "123456789012345678, 2147483647"})
  void numbersBeginAtAMultipleOf64(long rows, int columns) {
    byte[] header = new NpyHeader(rows, columns).bytes();

    assertThat(header.length % 64).isZero();
    assertThat((header[8] & 0xFF) + 256 * (header[9] & 0xFF)).isEqualTo(header.length - 10);
    assertThat(new String(header, ISO_8859_1))
        .contains("'shape': (%d, %d), }".formatted(rows, columns))
        .endsWith("\n");
  }
}
