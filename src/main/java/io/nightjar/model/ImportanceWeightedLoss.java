package io.nightjar.model;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The importance-weighted bound on −log p(x): −log (1/K Σ exp w) of K draws, w = log p(x|z) + β
 * (log p(z) − log q(z|x)). With one draw and β = 1 its mean is −ELBO.
 *
 * <p>The output is that of {@link DecodedDraws}, (batch, K × (n + 1)); the labels are an image's
 * pixels K times and then β, (batch, K × size + 1).
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
    Table nats = draws(labels, output).nats(likelihood, draws);
    Table weights = logWeights(labels, output, nats);
    Table bounds = weights.like(1);
    double reconstruction = 0;
    for (int i = 0; i < weights.rows(); i++) {
      bounds.set(i, 0, Math.log(draws) - logSumExp(weights, i));
      for (int draw = 0; draw < draws; draw++) {
        reconstruction += nats.get(i, draw) / draws;
      }
    }
    lastReconstruction = reconstruction;
    return bounds.array();
  }

  /** The reconstruction term, which is what goes with the KL's. */
  @Override
  double unweighted(double nats, INDArray labels) {
    return lastReconstruction;
  }

  /** Each draw's share of the evidence times its own gradient. */
  @Override
  INDArray gradient(INDArray labels, INDArray output) {
    Draws of = draws(labels, output);
    Table shares = logWeights(labels, output, of.nats(likelihood, draws));
    Table byRatio = shares.like(draws);
    for (int i = 0; i < shares.rows(); i++) {
      double sum = logSumExp(shares, i);
      double beta = beta(labels, i);
      for (int draw = 0; draw < draws; draw++) {
        double share = Math.exp(shares.get(i, draw) - sum);
        shares.set(i, draw, share);
        byRatio.set(i, draw, -share * beta);
      }
    }
    long rows = of.logits().size(0);
    INDArray byLogits =
        likelihood
            .gradient(of.pixels(), of.logits())
            .muliColumnVector(shares.array().reshape(rows, 1));
    return Nd4j.concat(1, byLogits, byRatio.array().reshape(rows, 1))
        .reshape('c', output.size(0), output.size(1));
  }

  private Draws draws(INDArray labels, INDArray output) {
    long rows = output.size(0) * draws;
    long logits = output.size(1) / draws - 1;
    long pixels = (labels.size(1) - 1) / draws;
    return new Draws(
        labels
            .get(NDArrayIndex.all(), NDArrayIndex.interval(0, pixels * draws))
            .dup('c')
            .reshape('c', rows, pixels),
        rows(output).get(NDArrayIndex.all(), NDArrayIndex.interval(0, logits)).dup('c'));
  }

  /** A draw in a row. */
  private INDArray rows(INDArray output) {
    return output.dup('c').reshape('c', output.size(0) * draws, output.size(1) / draws);
  }

  private Table logWeights(INDArray labels, INDArray output, Table nats) {
    Table weights = nats.like(draws);
    INDArray rows = rows(output);
    double[] ratios = rows.getColumn(rows.size(1) - 1).toDoubleVector();
    for (int i = 0; i < nats.rows(); i++) {
      for (int draw = 0; draw < draws; draw++) {
        double ratio = ratios[i * draws + draw];
        weights.set(i, draw, beta(labels, i) * ratio - nats.get(i, draw));
      }
    }
    return weights;
  }

  private static double beta(INDArray labels, int example) {
    return labels.getDouble(example, labels.size(1) - 1);
  }

  private double logSumExp(Table values, int row) {
    double most = Double.NEGATIVE_INFINITY;
    for (int draw = 0; draw < draws; draw++) {
      most = Math.max(most, values.get(row, draw));
    }
    double sum = 0;
    for (int draw = 0; draw < draws; draw++) {
      sum += Math.exp(values.get(row, draw) - most);
    }
    return most + Math.log(sum);
  }

  /**
   * A minibatch's draws, each in a row.
   *
   * @param pixels what they are to explain
   * @param logits what they were decoded to
   */
  private record Draws(INDArray pixels, INDArray logits) {
    /** −log p(x|z) by example and draw. */
    Table nats(Likelihood likelihood, int draws) {
      INDArray nats = likelihood.nats(pixels, logits);
      return Table.of(nats.reshape('c', nats.length() / draws, draws));
    }
  }
}
