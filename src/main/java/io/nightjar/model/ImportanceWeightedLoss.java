package io.nightjar.model;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The importance-weighted bound on −log p(x): −log (1/K Σ exp w) of K draws, w = log p(x|z) + β
 * (log p(z) − log q(z|x)). With one draw and β = 1 its mean is −ELBO.
 *
 * <p>The output is that of {@link DecodedDraws}, (batch, K × (n + 1)); the labels are the target
 * pixels and then β, (batch, size + 1).
 *
 * @see <a href="https://arxiv.org/abs/1509.00519">Burda et al. 2015, equations 8 and 13</a>
 */
final class ImportanceWeightedLoss extends TermLoss {
  private static final long serialVersionUID = 1L;

  private final Likelihood likelihood;
  private final int draws;
  private transient double lastReconstruction;

  /**
   * @param draws K, 1 or more
   */
  ImportanceWeightedLoss(Likelihood likelihood, int draws) {
    this.likelihood = likelihood;
    this.draws = draws;
  }

  @Override
  INDArray nats(INDArray labels, INDArray output) {
    Table weights = logWeights(labels, output);
    Table bounds = weights.like(1);
    for (int i = 0; i < weights.rows(); i++) {
      bounds.set(i, 0, -LogMeanExp.of(weights.row(i)));
    }
    return bounds.array();
  }

  /** E_q[−log p(x|z)] by the same draws. */
  @Override
  double unweighted(double nats) {
    return lastReconstruction;
  }

  /** Each draw's share of the evidence times its own gradient. */
  @Override
  INDArray gradient(INDArray labels, INDArray output) {
    Table shares = logWeights(labels, output);
    Table byRatios = shares.like(draws);
    for (int i = 0; i < shares.rows(); i++) {
      double evidence = LogMeanExp.of(shares.row(i));
      for (int draw = 0; draw < draws; draw++) {
        double share = Math.exp(shares.get(i, draw) - evidence) / draws;
        shares.set(i, draw, share);
        byRatios.set(i, draw, -share * beta(labels, i));
      }
    }
    INDArray gradient = Nd4j.createUninitialized(output.dataType(), output.shape());
    INDArray share = shares.array();
    INDArray pixels = pixels(labels);
    for (int draw = 0; draw < draws; draw++) {
      logits(gradient, draw)
          .assign(
              likelihood
                  .gradient(pixels, logits(output, draw).dup('c'))
                  .muliColumnVector(share.getColumn(draw, true)));
    }
    ratios(gradient).assign(byRatios.array());
    return gradient;
  }

  private Table logWeights(INDArray labels, INDArray output) {
    Table ratios = Table.of(ratios(output));
    Table weights = ratios.like(draws);
    INDArray pixels = pixels(labels);
    double reconstruction = 0;
    for (int draw = 0; draw < draws; draw++) {
      Table nats = Table.of(likelihood.nats(pixels, logits(output, draw).dup('c')));
      for (int i = 0; i < nats.rows(); i++) {
        reconstruction += nats.get(i, 0) / draws;
        weights.set(i, draw, beta(labels, i) * ratios.get(i, draw) - nats.get(i, 0));
      }
    }
    lastReconstruction = reconstruction;
    return weights;
  }

  private static INDArray pixels(INDArray labels) {
    return labels.get(NDArrayIndex.all(), NDArrayIndex.interval(0, labels.size(1) - 1)).dup('c');
  }

  private static double beta(INDArray labels, int example) {
    return labels.getDouble(example, labels.size(1) - 1);
  }

  /** A view of one draw's. */
  INDArray logits(INDArray output, int draw) {
    long n = output.size(1) / draws - 1;
    return output.get(NDArrayIndex.all(), NDArrayIndex.interval(draw * n, (draw + 1) * n));
  }

  /** A view of all draws', behind the logits. */
  private INDArray ratios(INDArray output) {
    long columns = output.size(1);
    return output.get(NDArrayIndex.all(), NDArrayIndex.interval(columns - draws, columns));
  }
}
