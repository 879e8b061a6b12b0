package io.nightjar.bundle;

import io.nightjar.model.AddScaled;
import io.nightjar.model.Dropout;
import io.nightjar.model.Gate;
import io.nightjar.model.ImageToRows;
import io.nightjar.model.LastRow;
import io.nightjar.model.RepeatRows;
import io.nightjar.model.RowsToImage;
import io.nightjar.model.StepsToBatch;
import io.nightjar.model.Transform;
import java.util.Arrays;
import java.util.List;

/** The transforms on the way from pixels to latents and back, each as ONNX nodes. */
enum ExportableTransform {
  /** The path is added to the first numbers of what the layers give. */
  ADD_SCALED(AddScaled.class) {
    @Override
    String addTo(OnnxGraph onnx, Transform transform, List<String> inputs, String output) {
      AddScaled sum = (AddScaled) transform;
      String flat =
          onnx.node(
              "Mul",
              output + "/layers",
              List.of(
                  onnx.flatten(output + "/layers_flat", inputs.get(0), 1),
                  onnx.constant(output + "/layers_scale", (float) sum.layersScale())));
      String scale = onnx.constant(output + "/scale", (float) sum.scale());
      String path = onnx.node("Mul", output + "/path", List.of(inputs.get(1), scale));
      if (sum.parts() == 1) {
        return onnx.node("Add", output, List.of(flat, path));
      }
      List<String> halves = onnx.split(flat, 1, List.of(output + "/first", output + "/others"));
      String first = onnx.node("Add", output + "/sum", List.of(halves.get(0), path));
      return onnx.node(
          "Concat", output, List.of(first, halves.get(1)), List.of(OnnxGraph.attribute("axis", 1)));
    }
  },

  /** Inference leaves nothing out. */
  DROPOUT(Dropout.class) {
    @Override
    String addTo(OnnxGraph onnx, Transform transform, List<String> inputs, String output) {
      return onnx.node("Identity", output, inputs);
    }
  },

  GATE(Gate.class) {
    @Override
    String addTo(OnnxGraph onnx, Transform transform, List<String> inputs, String output) {
      List<String> halves =
          onnx.split(inputs.get(0), 1, List.of(output + "/values", output + "/gates"));
      String opened = onnx.node("Sigmoid", output + "/opened", List.of(halves.get(1)));
      return onnx.node("Mul", output, List.of(halves.get(0), opened));
    }
  },

  IMAGE_TO_ROWS(ImageToRows.class) {
    @Override
    String addTo(OnnxGraph onnx, Transform transform, List<String> inputs, String output) {
      String columns = onnx.transpose(output + "/columns", inputs.get(0), 0, 1, 3, 2);
      return onnx.reshape(output, columns, 0, -1, ((ImageToRows) transform).height());
    }
  },

  LAST_ROW(LastRow.class) {
    @Override
    String addTo(OnnxGraph onnx, Transform transform, List<String> inputs, String output) {
      return onnx.node(
          "Gather",
          output,
          List.of(inputs.get(0), onnx.index(output + "/index", -1)),
          List.of(OnnxGraph.attribute("axis", 2)));
    }
  },

  REPEAT_ROWS(RepeatRows.class) {
    @Override
    String addTo(OnnxGraph onnx, Transform transform, List<String> inputs, String output) {
      String one =
          onnx.node(
              "Unsqueeze",
              output + "/one",
              List.of(inputs.get(0), onnx.shape(output + "/axis", 2)));
      String shape = onnx.shape(output + "/shape", 1, 1, ((RepeatRows) transform).steps());
      return onnx.node("Expand", output, List.of(one, shape));
    }
  },

  STEPS_TO_BATCH(StepsToBatch.class) {
    @Override
    String addTo(OnnxGraph onnx, Transform transform, List<String> inputs, String output) {
      return onnx.flatten(output, onnx.transpose(output + "/steps", inputs.get(0), 0, 2, 1), 2);
    }
  },

  ROWS_TO_IMAGE(RowsToImage.class) {
    @Override
    String addTo(OnnxGraph onnx, Transform transform, List<String> inputs, String output) {
      RowsToImage image = (RowsToImage) transform;
      String rows =
          onnx.reshape(
              output + "/rows", inputs.get(0), -1, image.height(), image.maps(), image.width());
      return onnx.flatten(output, onnx.transpose(output + "/images", rows, 0, 2, 1, 3), 1);
    }
  };

  private final Class<? extends Transform> type;

  ExportableTransform(Class<? extends Transform> type) {
    this.type = type;
  }

  /**
   * The form of a transform.
   *
   * @throws UnsupportedOperationException when it has none, as noise has none
   */
  static ExportableTransform of(Transform transform) {
    return Arrays.stream(values())
        .filter(form -> form.type == transform.getClass())
        .findFirst()
        .orElseThrow(
            () -> new UnsupportedOperationException(transform + " cannot be exported to ONNX"));
  }

  /**
   * Adds the nodes.
   *
   * @param inputs those that inference knows of
   * @param output the name of what it gives
   * @return {@code output}
   */
  abstract String addTo(OnnxGraph onnx, Transform transform, List<String> inputs, String output);
}
