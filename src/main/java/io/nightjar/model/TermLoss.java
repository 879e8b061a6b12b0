package io.nightjar.model;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * One term of the objective as DL4J wants a loss: in nats, summed over an example's units. DL4J
 * averages over the examples.
 */
abstract class TermLoss implements ILossFunction {
  private static final long serialVersionUID = 1L;

  private transient double lastNats;

  /** The term of each example, (batch, 1). */
  abstract INDArray nats(INDArray labels, INDArray output);

  /** Its derivative by the layer's output, of that output's shape. */
  abstract INDArray gradient(INDArray labels, INDArray output);

  @Override
  public final double computeScore(
      INDArray labels, INDArray output, IActivation activation, INDArray mask, boolean average) {
    double sum = nats(labels, output).sumNumber().doubleValue();
    lastNats = unweighted(sum);
    return average ? sum / output.size(0) : sum;
  }

  /** The term to be told of, without its weight, from what was just computed. */
  double unweighted(double nats) {
    return nats;
  }

  /** Σ over the last minibatch that was scored, without the term's weight. */
  final double lastNats() {
    return lastNats;
  }

  @Override
  public final INDArray computeScoreArray(
      INDArray labels, INDArray output, IActivation activation, INDArray mask) {
    return nats(labels, output);
  }

  @Override
  public final INDArray computeGradient(
      INDArray labels, INDArray output, IActivation activation, INDArray mask) {
    return gradient(labels, output);
  }

  @Override
  public final Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray output, IActivation activation, INDArray mask, boolean average) {
    return new Pair<>(
        computeScore(labels, output, activation, mask, average), gradient(labels, output));
  }

  @Override
  public final String name() {
    return getClass().getSimpleName();
  }
}
