package io.nightjar.model;

/** The hidden layers' non-linearity. */
public enum Activation {
  RELU(org.nd4j.linalg.activations.Activation.RELU),
  LEAKY_RELU(org.nd4j.linalg.activations.Activation.LEAKYRELU),
  ELU(org.nd4j.linalg.activations.Activation.ELU),
  TANH(org.nd4j.linalg.activations.Activation.TANH),

  /**
   * A sigmoid of one half of a layer's outputs multiplies the other half, see {@link Gate}: twice
   * the weights for as many units.
   */
  GATED(org.nd4j.linalg.activations.Activation.IDENTITY),

  /** None: a linear network, whose best is principal component analysis. */
  IDENTITY(org.nd4j.linalg.activations.Activation.IDENTITY);

  private final org.nd4j.linalg.activations.Activation dl4j;

  Activation(org.nd4j.linalg.activations.Activation dl4j) {
    this.dl4j = dl4j;
  }

  /** What follows a layer's weights directly. */
  org.nd4j.linalg.activations.Activation dl4j() {
    return dl4j;
  }
}
