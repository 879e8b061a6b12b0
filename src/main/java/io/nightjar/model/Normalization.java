package io.nightjar.model;

/** What happens between a hidden layer's weights and its activation. */
public enum Normalization {
  NONE,

  /**
   * Batch normalization, with running means and variances for inference.
   *
   * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy 2015, algorithms 1 and 2</a>
   */
  BATCH
}
