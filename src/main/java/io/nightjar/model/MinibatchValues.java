package io.nightjar.model;

import io.nightjar.CounterRandom;

/** Draws the numbers of a {@link Minibatch}. */
final class MinibatchValues {
  private static final float[] LEVELS = levels();

  private final Autoencoder model;
  private final byte[] images;
  private final long[] keys;

  /**
   * @param images uint8, one after the other
   * @param keys one an image
   */
  MinibatchValues(Autoencoder model, byte[] images, long[] keys) {
    this.model = model;
    this.images = images;
    this.keys = keys;
  }

  /** Grey levels in [0, 1], or drawn from them. */
  float[] targets() {
    float[] targets = levels(images);
    if (model.objective().targets() == Targets.BINARIZED) {
      for (int example = 0; example < keys.length; example++) {
        long key = key(example, Draws.BINARIZATION);
        for (int i = start(example); i < start(example + 1); i++) {
          targets[i] = CounterRandom.uniform(key, i - start(example)) < targets[i] ? 1 : 0;
        }
      }
    }
    return targets;
  }

  /** The targets with some pixels black, all their channels at once. */
  float[] corrupted(float[] targets) {
    double fraction = model.regularization().corruption();
    if (fraction == 0) {
      return targets;
    }
    float[] corrupted = targets.clone();
    int plane = model.image().height() * model.image().width();
    for (int example = 0; example < keys.length; example++) {
      long key = key(example, Draws.CORRUPTION);
      for (int i = start(example); i < start(example + 1); i++) {
        if (CounterRandom.uniform(key, (i - start(example)) % plane) < fraction) {
          corrupted[i] = 0;
        }
      }
    }
    return corrupted;
  }

  /** ε of every example, draw and latent unit. */
  float[] epsilon(int draws) {
    int units = draws * model.latent().size();
    float[] epsilon = new float[model.latent().variational() ? keys.length * units : 0];
    for (int example = 0; example < keys.length && epsilon.length > 0; example++) {
      CounterRandom.gaussians(epsilon, example * units, units, key(example, Draws.EPSILON));
    }
    return epsilon;
  }

  /** Multipliers of every example and hidden unit: 0, or what makes up for the zeros. */
  float[] dropout() {
    double rate = model.regularization().dropout();
    int units = model.dropoutUnits();
    float[] masks = new float[keys.length * units];
    float kept = (float) (1 / (1 - rate));
    for (int example = 0; example < keys.length && units > 0; example++) {
      long key = key(example, Draws.DROPOUT);
      for (int unit = 0; unit < units; unit++) {
        masks[example * units + unit] = CounterRandom.uniform(key, unit) < rate ? 0 : kept;
      }
    }
    return masks;
  }

  private long key(int example, Draws draw) {
    return CounterRandom.bits(keys[example], draw.key());
  }

  private int start(int example) {
    return example * model.image().size();
  }

  /** uint8 to [0, 1]. */
  static float[] levels(byte[] images) {
    float[] values = new float[images.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = LEVELS[images[i] & 0xff];
    }
    return values;
  }

  /** Grey level to [0, 1]: the same division as in the exported ONNX graph. */
  private static float[] levels() {
    float[] levels = new float[256];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = i / 255f;
    }
    return levels;
  }
}
