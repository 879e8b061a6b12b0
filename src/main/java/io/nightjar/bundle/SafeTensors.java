package io.nightjar.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Tensors as a safetensors file: the header's length (8 bytes, little-endian), a JSON header, the
 * values. float32 only.
 *
 * @see <a href="https://huggingface.co/docs/safetensors/index#format">safetensors: format</a>
 */
public final class SafeTensors {
  private static final String METADATA = "__metadata__";
  private static final int LENGTH_BYTES = Long.BYTES;
  static final int MAX_HEADER_BYTES = 16 << 20;

  /** Of what is written and read at once; whole floats. */
  private static final int PIECE_BYTES = 1 << 16;

  /** Of the largest array that every JVM allows. */
  private static final long MAX_TENSOR_BYTES = (Integer.MAX_VALUE - 8L) * Float.BYTES;

  private SafeTensors() {}

  /** The same bytes for the same tensors, in their order. */
  public static FileContent content(List<NamedTensor> tensors) {
    return out -> {
      byte[] header = header(tensors);
      out.write(
          ByteBuffer.allocate(LENGTH_BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(header.length)
              .array());
      out.write(header);
      for (NamedTensor tensor : tensors) {
        write(tensor.values(), out);
      }
    };
  }

  private static void write(float[] values, OutputStream out) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int next;
    for (int from = 0; from < values.length; from += next) {
      next = Math.min(PIECE_BYTES / Float.BYTES, values.length - from);
      piece.asFloatBuffer().put(values, from, next);
      out.write(piece.array(), 0, next * Float.BYTES);
    }
  }

  /** Padded with spaces, so that the values start at a multiple of 8. */
  private static byte[] header(List<NamedTensor> tensors) {
    ObjectNode header = Json.object();
    // Transformers refuses files that do not say whose layout theirs is.
    header.putObject(METADATA).put("format", "pt");
    long offset = 0;
    for (NamedTensor tensor : tensors) {
      long end = offset + (long) tensor.values().length * Float.BYTES;
      ObjectNode entry = header.putObject(tensor.name()).put("dtype", "F32");
      tensor.shape().forEach(entry.putArray("shape")::add);
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = Json.compact(header);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  /**
   * Reads what any writer of float32 tensors wrote, in the order of the values.
   *
   * @throws InvalidInputException one line, when the header does not describe exactly the bytes
   *     that follow it: every value in one tensor, none in two
   */
  public static List<NamedTensor> read(byte[] file) {
    try {
      return read(new ByteArrayInputStream(file), file.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // bytes in memory cannot fail
    }
  }

  /**
   * Likewise, from a stream: beside the tensors it needs next to no memory.
   *
   * @param length bytes of the whole file
   * @throws IOException when the stream fails or ends before its length
   */
  public static List<NamedTensor> read(InputStream in, long length) throws IOException {
    DataInputStream data = new DataInputStream(in);
    require(length >= LENGTH_BYTES, "the file is too short for a header");
    long headerLength = Long.reverseBytes(data.readLong());
    long rest = length - LENGTH_BYTES;
    require(
        headerLength >= 0 && headerLength <= Math.min(MAX_HEADER_BYTES, rest),
        "the header's length is out of range");
    byte[] header = new byte[(int) headerLength];
    data.readFully(header);
    return tensors(entries(header), data, rest - headerLength);
  }

  private static List<Entry> entries(byte[] header) {
    JsonNode json = Json.read(header, JsonNode.class);
    require(json.isObject(), "the header is not a JSON object");
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!field.getKey().equals(METADATA)) {
        entries.add(Entry.of(field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    return entries;
  }

  private static List<NamedTensor> tensors(List<Entry> entries, DataInputStream data, long length)
      throws IOException {
    long covered = 0;
    for (Entry entry : entries) {
      require(
          entry.begin() == covered && entry.end() <= length,
          "tensor %s overlaps another, leaves a gap or is out of range".formatted(entry.name()));
      covered = entry.end();
    }
    require(covered == length, "bytes follow the last tensor");
    List<NamedTensor> tensors = new ArrayList<>();
    for (Entry entry : entries) {
      tensors.add(new NamedTensor(entry.name(), entry.shape(), values(entry.count(), data)));
    }
    return tensors;
  }

  private static float[] values(int count, DataInputStream data) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[count];
    int next;
    for (int from = 0; from < count; from += next) {
      next = Math.min(PIECE_BYTES / Float.BYTES, count - from);
      data.readFully(piece.array(), 0, next * Float.BYTES);
      piece.asFloatBuffer().get(values, from, next);
    }
    return values;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new InvalidInputException("not a safetensors file of ours: " + message);
    }
  }

  /** One tensor's header, its sizes checked against each other but not against the file. */
  private record Entry(String name, List<Integer> shape, long begin, long end) {

    static Entry of(String name, JsonNode json) {
      require(json.path("dtype").asText().equals("F32"), "tensor %s is not F32".formatted(name));
      JsonNode offsets = json.path("data_offsets");
      long begin = offsets.path(0).asLong(-1);
      long end = offsets.path(1).asLong(-1);
      List<Integer> shape = shape(name, json.path("shape"));
      require(
          end - begin <= MAX_TENSOR_BYTES, "tensor %s does not fit into an array".formatted(name));
      require(
          offsets.size() == 2 && begin >= 0 && end >= begin && end - begin == bytes(name, shape),
          "tensor %s has offsets that do not fit its shape".formatted(name));
      return new Entry(name, shape, begin, end);
    }

    private static List<Integer> shape(String name, JsonNode json) {
      List<Integer> shape = new ArrayList<>();
      require(json.isArray(), "tensor %s has no shape".formatted(name));
      for (JsonNode size : json) {
        require(
            size.canConvertToInt() && size.isIntegralNumber() && size.intValue() >= 0,
            "tensor %s has a size that is no length".formatted(name));
        shape.add(size.intValue());
      }
      return shape;
    }

    /** Bytes of a shape; in floating point, where a product cannot wrap round. */
    private static double bytes(String name, List<Integer> shape) {
      require(shape.size() <= 8, "tensor %s has too many dimensions".formatted(name));
      return shape.stream().mapToDouble(Integer::doubleValue).reduce(Float.BYTES, (a, b) -> a * b);
    }

    int count() {
      return (int) ((end - begin) / Float.BYTES);
    }
  }
}
