package io.nightjar.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * An ONNX graph under construction. Values are known by their names; the same calls give the same
 * bytes.
 *
 * @see <a href="https://onnx.ai/onnx/repo-docs/IR.html">ONNX: IR specification</a>
 */
final class OnnxGraph {
  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 13;

  private final GraphProto.Builder graph;

  OnnxGraph(String name) {
    graph = GraphProto.newBuilder().setName(name);
  }

  /** An input of any batch size and then {@code sizes}; returns its name. */
  String input(String name, TensorProto.DataType type, int... sizes) {
    graph.addInput(value(name, type, sizes));
    return name;
  }

  /** Makes {@code from} a float32 output of any batch size and then {@code sizes}. */
  void output(String name, String from, int... sizes) {
    node("Identity", name, List.of(from));
    graph.addOutput(value(name, TensorProto.DataType.FLOAT, sizes));
  }

  /** Adds a node with one output, and returns that one's name. */
  String node(
      String operator, String output, List<String> inputs, List<AttributeProto> attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(attributes));
    return output;
  }

  String node(String operator, String output, List<String> inputs) {
    return node(operator, output, inputs, List.of());
  }

  /** Cuts an axis into equal parts, one for each of {@code outputs}, and returns those. */
  List<String> split(String input, int axis, List<String> outputs) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(String.join("+", outputs))
            .setOpType("Split")
            .addInput(input)
            .addAllOutput(outputs)
            .addAttribute(attribute("axis", axis)));
    return outputs;
  }

  /** The way back of {@link #split}. */
  String concat(String output, int axis, List<String> inputs) {
    return node("Concat", output, inputs, List.of(attribute("axis", axis)));
  }

  /**
   * Brings axes into another order.
   *
   * @param axes of the input, in the output's order
   */
  String transpose(String output, String input, int... axes) {
    return node("Transpose", output, List.of(input), List.of(attribute("perm", axes)));
  }

  /** Flattens to two axes, the first of them all before {@code axis}. */
  String flatten(String output, String input, int axis) {
    return node("Flatten", output, List.of(input), List.of(attribute("axis", axis)));
  }

  /**
   * Gives another shape.
   *
   * @param sizes 0 copies the input's size at that place, one of −1 follows from the others
   */
  String reshape(String output, String input, long... sizes) {
    return node("Reshape", output, List.of(input, shape(output + "/shape", sizes)));
  }

  /** A constant; returns its name. */
  String constant(NamedTensor tensor) {
    ByteBuffer values =
        ByteBuffer.allocate(tensor.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    values.asFloatBuffer().put(tensor.values());
    TensorProto.Builder constant = TensorProto.newBuilder().setName(tensor.name());
    tensor.shape().forEach(constant::addDims);
    graph.addInitializer(
        constant
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .setRawData(ByteString.copyFrom(values)));
    return tensor.name();
  }

  /** A scalar constant; returns its name. */
  String constant(String name, float value) {
    return constant(new NamedTensor(name, List.of(), new float[] {value}));
  }

  /** A list of int64, such as a shape or axes; returns its name. */
  String shape(String name, long... values) {
    TensorProto.Builder shape =
        TensorProto.newBuilder()
            .setName(name)
            .addDims(values.length)
            .setDataType(TensorProto.DataType.INT64.getNumber());
    Arrays.stream(values).forEach(shape::addInt64Data);
    graph.addInitializer(shape);
    return name;
  }

  /** An int64 scalar; returns its name. */
  String index(String name, long value) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addInt64Data(value));
    return name;
  }

  static AttributeProto attribute(String name, int value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attribute(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  static AttributeProto attribute(String name, int... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }

  /** The file's bytes. No version of ours is in it, so that a rewrite changes nothing. */
  byte[] model() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("nightjar")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, int... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("batch");
    for (int size : sizes) {
      shape.addDimBuilder().setDimValue(size);
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
