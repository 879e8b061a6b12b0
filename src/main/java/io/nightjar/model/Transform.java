package io.nightjar.model;

import java.io.Serializable;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A vertex's function without weights, and its derivative. Pure: each call returns new arrays and
 * leaves its arguments alone, so that a {@link TransformVertex} can serve any of them.
 *
 * <p>Closed on purpose: the ONNX export has a form for each that inference meets.
 */
public sealed interface Transform extends Serializable
    permits Reparameterize,
        DecodedDraws,
        AddScaled,
        Gate,
        Dropout,
        ImageToRows,
        LastRow,
        RepeatRows,
        StepsToBatch,
        RowsToImage {

  /** How many arrays {@link #forward} takes. */
  int inputs();

  /**
   * The function.
   *
   * @param inputs as many as {@link #inputs}
   * @param training false for inference
   */
  INDArray forward(INDArray[] inputs, boolean training);

  /**
   * The gradient by each input.
   *
   * @param inputs as given to {@link #forward} in training
   * @param gradient by its result
   * @return one an input, null where nothing flows
   */
  INDArray[] backward(INDArray[] inputs, INDArray gradient);

  /** Shape of the result. */
  InputType outputType(InputType... inputs);
}
