package io.nightjar.model;

/** What a Bernoulli likelihood is to explain. */
public enum Targets {
  /** The grey levels themselves, taken as probabilities. */
  GREY,

  /**
   * Pixels drawn from the grey levels, black or white, afresh each epoch; the encoder sees the same
   * draw.
   *
   * @see <a href="https://arxiv.org/abs/1509.00519">Burda et al. 2015, section 5</a>
   */
  BINARIZED
}
