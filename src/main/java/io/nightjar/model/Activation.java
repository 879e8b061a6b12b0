package io.nightjar.model;

/** The hidden layers' non-linearity. */
public enum Activation {
  RELU(org.nd4j.linalg.activations.Activation.RELU),
  LEAKY_RELU(org.nd4j.linalg.activations.Activation.LEAKYRELU),
  ELU(org.nd4j.linalg.activations.Activation.ELU),
  TANH(org.nd4j.linalg.activations.Activation.TANH);

  private final org.nd4j.linalg.activations.Activation dl4j;

  Activation(org.nd4j.linalg.activations.Activation dl4j) {
    this.dl4j = dl4j;
  }

  org.nd4j.linalg.activations.Activation dl4j() {
    return dl4j;
  }
}
