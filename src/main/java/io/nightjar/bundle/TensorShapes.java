package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import io.nightjar.model.Autoencoder;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;

/**
 * The tensors that a network has, known from the manifest before any of them is read. Loads no
 * ND4J.
 *
 * @param shapes by name
 */
record TensorShapes(Map<String, List<Long>> shapes) {

  /**
   * Derives the shapes of a network's tensors.
   *
   * @throws InvalidInputException one line, when all of them together fit into no file of a bundle
   */
  static TensorShapes of(Autoencoder model) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    model.structure().getVertices().forEach((name, vertex) -> add(shapes, name, vertex));
    TensorShapes all = new TensorShapes(shapes);
    all.requireFit();
    return all;
  }

  private static void add(Map<String, List<Long>> shapes, String name, GraphVertex vertex) {
    if (vertex instanceof LayerVertex layer && hasWeights(layer.getLayerConf().getLayer())) {
      Layer configuration = layer.getLayerConf().getLayer();
      ExportableLayer.of(configuration)
          .shapes(configuration)
          .forEach((role, shape) -> shapes.put(name + "." + role, shape));
    }
  }

  private static boolean hasWeights(Layer layer) {
    return !(layer instanceof ActivationLayer || layer instanceof LossLayer);
  }

  /** The values' share of the file, exact as far as a file can be long. */
  private double bytes() {
    return shapes.values().stream().mapToDouble(TensorShapes::bytes).sum();
  }

  /** In floating point, where a product cannot wrap round. */
  private static double bytes(List<Long> shape) {
    return shape.stream().mapToDouble(Long::doubleValue).reduce(Float.BYTES, (a, b) -> a * b);
  }

  private void requireFit() {
    if (bytes() > ChecksummedFiles.MAX_FILE_BYTES) {
      throw new InvalidInputException(
          "autoencoder: its tensors would take %,.0f bytes (a bundle holds %,d)"
              .formatted(bytes(), ChecksummedFiles.MAX_FILE_BYTES));
    }
  }

  /** What a file of these tensors takes at most, its header and padding included. */
  long fileBytes() {
    return Math.min(ChecksummedFiles.MAX_FILE_BYTES, (long) bytes() + SafeTensors.MAX_HEADER_BYTES);
  }

  /**
   * Holds tensors to these.
   *
   * @throws InvalidInputException one line that names the tensor that is missing, of another shape
   *     or one too many
   */
  void require(List<NamedTensor> tensors) {
    Set<String> missing = new HashSet<>(shapes.keySet());
    for (NamedTensor tensor : tensors) {
      requireSame(tensor, shapes.get(tensor.name()));
      missing.remove(tensor.name());
    }
    if (!missing.isEmpty()) {
      throw new InvalidInputException(
          "no tensor %s, which the manifest's network has"
              .formatted(missing.stream().sorted().findFirst().orElseThrow()));
    }
  }

  private static void requireSame(NamedTensor tensor, List<Long> expected) {
    if (expected == null) {
      throw new InvalidInputException(
          "tensor %s of shape %s, which the manifest's network does not have"
              .formatted(tensor.name(), tensor.shape()));
    }
    if (!expected.equals(tensor.shape().stream().map(Integer::longValue).toList())) {
      throw new InvalidInputException(
          "tensor %s of shape %s (expected %s by the manifest)"
              .formatted(tensor.name(), tensor.shape(), expected));
    }
  }
}
