package io.nightjar;

/**
 * Counter-based randomness: each draw is a pure function of where it is used, so no thread,
 * partition or order of work changes it. Keys are mixed by SplitMix64's finalizer.
 *
 * @see <a href="https://doi.org/10.1145/2714064.2660195">Steele, Lea and Flood 2014, section 5</a>
 */
public final class CounterRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1.0p-53;

  private CounterRandom() {}

  /** 64 uniform bits for a key of any length; the order of its parts counts. */
  public static long bits(long... key) {
    long state = 0;
    for (long part : key) {
      state = mix(state + GOLDEN_GAMMA + mix(part + GOLDEN_GAMMA));
    }
    return state;
  }

  /** Uniform in (0, 1): never 0, so that its logarithm is finite. */
  public static double uniform(long... key) {
    return ((bits(key) >>> 11) + 0.5) * UNIT;
  }

  /**
   * Standard Gaussians by the Box–Muller transform, in {@link StrictMath} so that every JVM and
   * processor draws the same bits.
   *
   * @param target filled from {@code offset}, {@code count} values, unit 0 first
   * @param key of the whole vector, for example (seed, epoch, position)
   */
  public static void gaussians(float[] target, int offset, int count, long... key) {
    long vector = bits(key);
    for (int unit = 0; unit < count; unit += 2) {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(uniform(vector, unit)));
      double angle = 2 * Math.PI * uniform(vector, unit + 1);
      target[offset + unit] = (float) (radius * StrictMath.cos(angle));
      if (unit + 1 < count) {
        target[offset + unit + 1] = (float) (radius * StrictMath.sin(angle));
      }
    }
  }

  /**
   * A permutation of 0 … size − 1 (Fisher and Yates), the same for the same key.
   *
   * @param size 0 or more
   */
  public static int[] permutation(int size, long... key) {
    long base = bits(key);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = (int) Long.remainderUnsigned(bits(base, i), i + 1L);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static long mix(long z) {
    long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    y = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
    return y ^ (y >>> 31);
  }
}
