package io.nightjar.model;

/**
 * Whether a network has a linear path beside its layers, from pixels to latents and back. With one
 * it begins as well as what is linear, and its layers only have to learn what that leaves over.
 *
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al. 2015, section 3.1 (layers that learn a
 *     residual)</a>
 */
public enum LinearPath {
  /** There is none. */
  NONE,

  /**
   * The path begins at the principal components of the training images, and the layers beside it at
   * zero.
   */
  PRINCIPAL_COMPONENTS
}
