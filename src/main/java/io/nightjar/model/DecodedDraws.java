package io.nightjar.model;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What the importance-weighted bound is made of, an example in a row: for each draw of z its
 * decoded logits and behind them log p(z) − log q(z|x).
 *
 * <p>Inputs: {@code logits}, n an example of (batch × draws), {@code posterior} (batch, 2 ×
 * latentSize) and {@code epsilon} (batch, draws × latentSize). Output: (batch, draws × (n + 1)).
 */
public record DecodedDraws() implements Transform {
  @Override
  public int inputs() {
    return 3;
  }

  @Override
  public INDArray forward(INDArray[] inputs, boolean training) {
    INDArray logits = Autoencoder.logits(inputs[0]);
    double[][] ratios = Posterior.split(inputs[1]).logRatios(inputs[2]);
    INDArray column =
        Nd4j.create(Arrays.stream(ratios).flatMapToDouble(Arrays::stream).toArray())
            .castTo(logits.dataType())
            .reshape(logits.size(0), 1);
    return Nd4j.concat(1, logits, column).reshape('c', ratios.length, -1);
  }

  /** Nothing flows into ε. */
  @Override
  public INDArray[] backward(INDArray[] inputs, INDArray gradient) {
    INDArray logits = inputs[0];
    long n = logits.length() / logits.size(0);
    INDArray byDraw = gradient.dup('c').reshape('c', logits.size(0), n + 1);
    INDArray byLogits = byDraw.get(NDArrayIndex.all(), NDArrayIndex.interval(0, n)).dup('c');
    double[] byRatio = byDraw.getColumn(n).toDoubleVector();
    int examples = (int) inputs[1].size(0);
    int draws = byRatio.length / examples;
    double[][] byRatios = new double[examples][];
    for (int i = 0; i < examples; i++) {
      byRatios[i] = Arrays.copyOfRange(byRatio, i * draws, (i + 1) * draws);
    }
    INDArray byPosterior = Posterior.split(inputs[1]).logRatioGradient(inputs[2], byRatios);
    return new INDArray[] {byLogits.reshape('c', logits.shape()), byPosterior, null};
  }

  /** Its width follows from the draws. */
  @Override
  public InputType outputType(InputType... inputs) {
    long latents = ((InputType.InputTypeFeedForward) inputs[1]).getSize() / 2;
    long draws = ((InputType.InputTypeFeedForward) inputs[2]).getSize() / latents;
    long n = inputs[0].arrayElementsPerExample();
    return InputType.feedForward(draws * (n + 1));
  }
}
