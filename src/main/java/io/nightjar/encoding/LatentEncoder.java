package io.nightjar.encoding;

import io.nightjar.bundle.Latents;

/**
 * A bundle's network, ready for inference. Without noise, so the same pixels give the same latents,
 * whatever batch they come in. Safe for use by many threads; close it when all are done.
 */
public interface LatentEncoder extends AutoCloseable {
  /**
   * Encodes a batch.
   *
   * @param pixels uint8, images one after the other, each (channels, height, width); what follows
   *     the last one is ignored, so that a buffer can be used again
   * @param count images in {@code pixels}, 1 or more
   * @return a vector an image; not finite where the network overflows, which the caller rejects
   * @throws EncodingException when the engine refuses the batch
   */
  Latents encode(byte[] pixels, int count);

  /**
   * Decodes a batch.
   *
   * @param latents (count, latentSize)
   * @param count vectors in {@code latents}, 1 or more
   * @return (count, channels, height, width), E[x|z]; in [0, 1] for Bernoulli, unbounded for
   *     Gaussian
   * @throws EncodingException when the engine refuses the batch
   */
  float[] decode(float[] latents, int count);

  /**
   * Decodes a batch to what the likelihood takes.
   *
   * @param latents (count, latentSize)
   * @param count vectors in {@code latents}, 1 or more
   * @return (count, depth × size), see {@link io.nightjar.model.Likelihood}
   * @throws EncodingException when the engine refuses the batch, or the bundle is of format version
   *     1 and its decoder does not give them
   */
  float[] logits(float[] latents, int count);

  /**
   * How well each image comes back from its mean latent.
   *
   * @param pixels as given to {@link #encode}
   * @param latents as returned by it
   * @return mean squared error per pixel value, pixels in [0, 1], an image; not finite where the
   *     network overflows
   * @throws EncodingException when the engine refuses the batch
   */
  default float[] reconstructionErrors(byte[] pixels, Latents latents) {
    return SquaredErrors.mean(pixels, decode(latents.mean(), latents.count()), latents.count());
  }

  @Override
  void close();
}
