package io.nightjar.job;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A NumPy file of float32 in C order, read by what NumPy's description of the format says. */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record NpyFile(int rows, int columns, float[] values) {
  private static final Pattern DICTIONARY =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\((\\d+), (\\d+)\\), \\} *\n");

  static NpyFile read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[8];
    bytes.get(magic);
    assertThat(magic).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
    byte[] dictionary = new byte[bytes.getShort()];
    bytes.get(dictionary);
    Matcher header = DICTIONARY.matcher(new String(dictionary, US_ASCII));
    assertThat(header.matches()).isTrue();
    int rows = Integer.parseInt(header.group(1));
    int columns = Integer.parseInt(header.group(2));
    assertThat(bytes.remaining()).isEqualTo(4 * rows * columns);
    float[] values = new float[rows * columns];
    bytes.asFloatBuffer().get(values);
    return new NpyFile(rows, columns, values);
  }
}
