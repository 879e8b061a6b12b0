package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.nd4j.shade.protobuf.MessageOrBuilder;

/**
 * Refuses ONNX files that {@link OnnxExport} would not have written, before an engine reads them:
 * an engine runs any operator, follows an external tensor to any file, and uses whatever weights
 * are in the file, where the fingerprint speaks of those in {@code parameters.safetensors}.
 */
final class OnnxCheck {
  private static final Set<AttributeType> ATTRIBUTES =
      EnumSet.of(AttributeType.INT, AttributeType.FLOAT, AttributeType.INTS);

  /** Values of a constant that is no weight: a scalar, or a shape. */
  private static final int MOST_VALUES = 8;

  private final Map<String, NamedTensor> weights;

  private OnnxCheck(List<NamedTensor> weights) {
    this.weights =
        weights.stream().collect(Collectors.toMap(NamedTensor::name, Function.identity()));
  }

  /**
   * Reads through a file's graph.
   *
   * @param weights of the bundle; those in the file must be the same
   * @return {@code onnx}
   * @throws InvalidInputException one line: what is in the file that does not belong there
   */
  static byte[] checked(byte[] onnx, List<NamedTensor> weights) {
    try {
      new OnnxCheck(weights).requireOurs(ModelProto.parseFrom(onnx));
      return onnx;
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidInputException("it is not an ONNX model", e);
    }
  }

  private void requireOurs(ModelProto model) {
    requireKnown(model);
    model.getOpsetImportList().forEach(set -> requireOnnx(set.getDomain()));
    GraphProto graph = model.getGraph();
    requireKnown(graph);
    require(graph.getSparseInitializerCount() == 0, "it has sparse tensors");
    graph.getNodeList().forEach(OnnxCheck::requireOurs);
    graph.getInitializerList().forEach(this::requireOurs);
  }

  private static void requireOurs(NodeProto node) {
    requireKnown(node);
    requireOnnx(node.getDomain());
    require(
        OnnxGraph.OPERATORS.contains(node.getOpType()),
        "operator %s is none of a Nightjar network's".formatted(node.getOpType()));
    for (AttributeProto attribute : node.getAttributeList()) {
      requireKnown(attribute);
      require(
          ATTRIBUTES.contains(attribute.getType()),
          "attribute %s is none of a Nightjar network's".formatted(attribute.getName()));
    }
  }

  private void requireOurs(TensorProto tensor) {
    requireKnown(tensor);
    require(
        tensor.getDataLocation() == TensorProto.DataLocation.DEFAULT
            && tensor.getExternalDataCount() == 0,
        "tensor %s lies in another file".formatted(tensor.getName()));
    NamedTensor weight = weights.get(tensor.getName());
    if (weight == null) {
      require(
          tensor.getSerializedSize() <= tensor.getName().length() + MOST_VALUES * Long.BYTES * 2,
          "tensor %s is no weight of the bundle's".formatted(tensor.getName()));
    } else {
      require(
          isSame(tensor, weight),
          "tensor %s is not that of %s".formatted(tensor.getName(), Bundle.PARAMETERS));
    }
  }

  private static boolean isSame(TensorProto tensor, NamedTensor weight) {
    ByteBuffer values = ByteBuffer.wrap(tensor.getRawData().toByteArray());
    boolean sameShape =
        tensor.getDimsList().equals(weight.shape().stream().map(Long::valueOf).toList());
    return sameShape
        && tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()
        && tensor.getFloatDataCount() == 0
        && values
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .equals(java.nio.FloatBuffer.wrap(weight.values()));
  }

  private static void requireOnnx(String domain) {
    require(domain.isEmpty(), "operator domain %s is not ONNX's own".formatted(domain));
  }

  /** What this version of the format does not know, functions for one, might run all the same. */
  private static void requireKnown(MessageOrBuilder message) {
    require(
        message.getUnknownFields().asMap().isEmpty(),
        "it has parts of a newer ONNX than Nightjar writes");
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new InvalidInputException(problem + ": copy the bundle again");
    }
  }
}
