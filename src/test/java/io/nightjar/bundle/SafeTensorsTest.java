package io.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {
  private static final List<NamedTensor> TENSORS =
      List.of(
          new NamedTensor("b.weight", List.of(2, 3), new float[] {1, -0f, Float.NaN, 4, 5e-44f, 6}),
          new NamedTensor("a.bias", List.of(1), new float[] {7}),
          new NamedTensor("scalar", List.of(), new float[] {8}),
          new NamedTensor("nothing", List.of(0, 4), new float[0]));

  @Test
  void readsBackWhatItWrites() {
    List<NamedTensor> read = SafeTensors.read(bytes(TENSORS));
    assertThat(read).extracting(SafeTensorsTest::bits).containsExactlyInAnyOrderElementsOf(bits());
  }

  private static List<List<Object>> bits() {
    return TENSORS.stream().map(SafeTensorsTest::bits).toList();
  }

  /** Comparable to the bit: a NaN equals itself, and 0 is not −0. */
  private static List<Object> bits(NamedTensor tensor) {
    List<Float> values = new ArrayList<>();
    for (float value : tensor.values()) {
      values.add(value);
    }
    return List.of(tensor.name(), tensor.shape(), values);
  }

  @Test
  void writesTheSameBytesEachTime() {
    assertThat(bytes(TENSORS)).isEqualTo(bytes(TENSORS));
  }

  @Test
  void startsTheValuesAtAMultipleOfEight() {
    byte[] file = bytes(TENSORS);
    long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(header % 8).isZero();
    assertThat(file).hasSize((int) (8 + header + 8 * Float.BYTES));
  }

  /** More than is written and read at once. */
  @Test
  void aTensorOfManyPiecesIsItsValuesInLittleEndian() {
    float[] values = new float[(5 << 20) / 8 + 1];
    ByteBuffer expected =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      values[i] = 1f / (i + 1);
      expected.putFloat(values[i]);
    }
    List<NamedTensor> tensors =
        List.of(TENSORS.get(1), new NamedTensor("long", List.of(values.length), values));

    byte[] file = bytes(tensors);

    assertThat(Arrays.copyOfRange(file, file.length - expected.capacity(), file.length))
        .isEqualTo(expected.array());
    assertThat(SafeTensors.read(file).get(1).values()).isEqualTo(values);
  }

  @Test
  void aStreamThatEndsEarlyIsAnErrorOfItsOwn() {
    byte[] file = bytes(TENSORS);
    assertThatThrownBy(
            () -> SafeTensors.read(new ByteArrayInputStream(file, 0, file.length - 1), file.length))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void readsWhatAnotherWriterWrote() {
    List<NamedTensor> read =
        SafeTensors.read(
            file(
                """
                {"y":{"shape":[1],"data_offsets":[4,8],"dtype":"F32"},
                 "x":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}""",
                8));
    assertThat(read).extracting(NamedTensor::name).containsExactly("x", "y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{",
        "{} {}",
        "{\"x\":{}}",
        "{\"x\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[65536,65536,65536,65536],\"data_offsets\":[0,0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],"
            + "\"data_offsets\":[9223372036854775804,9223372036854775807]}}",
      })
  void refusesHeadersThatDoNotDescribeTheBytes(String header) {
    assertRefused(file(header, 8));
  }

  @Test
  void refusesHeaderLengthsThatAreOutOfRange() {
    for (long length : new long[] {-1, 9, 1L << 40, Long.MAX_VALUE}) {
      byte[] file = new byte[16];
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertRefused(file);
    }
    assertRefused(new byte[7]);
    assertRefused(new byte[0]);
  }

  private static void assertRefused(byte[] file) {
    assertThatThrownBy(() -> SafeTensors.read(file))
        .isInstanceOf(InvalidInputException.class)
        .message()
        .doesNotContain("\n");
  }

  private static byte[] bytes(List<NamedTensor> tensors) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      SafeTensors.content(tensors).writeTo(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }
}
