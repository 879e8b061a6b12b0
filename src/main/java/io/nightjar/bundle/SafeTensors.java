package io.nightjar.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.InvalidInputException;
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
  private static final int MAX_HEADER_BYTES = 16 << 20;

  private SafeTensors() {}

  /** The same bytes for the same tensors, in their order. */
  public static byte[] write(List<NamedTensor> tensors) {
    byte[] header = header(tensors);
    long values = tensors.stream().mapToLong(tensor -> tensor.values().length).sum();
    int size = Math.toIntExact(LENGTH_BYTES + header.length + values * Float.BYTES);
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length).put(header);
    for (NamedTensor tensor : tensors) {
      file.asFloatBuffer().put(tensor.values());
      file.position(file.position() + tensor.values().length * Float.BYTES);
    }
    return file.array();
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
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    require(file.length >= LENGTH_BYTES, "the file is too short for a header");
    long length = bytes.getLong();
    require(
        length >= 0 && length <= Math.min(MAX_HEADER_BYTES, bytes.remaining()),
        "the header's length is out of range");
    byte[] header = new byte[(int) length];
    bytes.get(header);
    return tensors(entries(header), bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
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

  private static List<NamedTensor> tensors(List<Entry> entries, ByteBuffer data) {
    List<NamedTensor> tensors = new ArrayList<>();
    long covered = 0;
    for (Entry entry : entries) {
      require(
          entry.begin() == covered && entry.end() <= data.limit(),
          "tensor %s overlaps another, leaves a gap or is out of range".formatted(entry.name()));
      tensors.add(entry.tensor(data));
      covered = entry.end();
    }
    require(covered == data.limit(), "bytes follow the last tensor");
    return tensors;
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

    NamedTensor tensor(ByteBuffer data) {
      float[] values = new float[(int) ((end - begin) / Float.BYTES)];
      data.slice((int) begin, (int) (end - begin))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
      return new NamedTensor(name, shape, values);
    }
  }
}
