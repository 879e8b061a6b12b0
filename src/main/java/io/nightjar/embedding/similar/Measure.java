package io.nightjar.embedding.similar;

/**
 * A distance between vectors. All of them follow from the squared Euclidean distance of vectors
 * that are scaled beforehand, so that one scan serves all. Summed in double precision.
 */
public enum Measure {
  /** One less the cosine of the angle: 0 for one direction, 1 for right angles, 2 for opposites. */
  COSINE {
    @Override
    double scale(float[] vector) {
      return 1 / norm(vector);
    }

    @Override
    double distance(double squared) {
      return squared / 2; // |a - b|² = 2 - 2 cos for unit vectors, without losing small angles
    }

    @Override
    double squared(double distance) {
      return 2 * distance;
    }
  },
  /** The length of the difference. */
  EUCLIDEAN {
    @Override
    double scale(float[] vector) {
      return 1;
    }

    @Override
    double distance(double squared) {
      return Math.sqrt(squared);
    }

    @Override
    double squared(double distance) {
      return distance * distance;
    }
  };

  /** What a vector is multiplied by beforehand; not finite for one without a direction. */
  abstract double scale(float[] vector);

  /** The distance of scaled vectors by its square in space. */
  abstract double distance(double squared);

  /** The square in space that a distance comes from. */
  abstract double squared(double distance);

  private static double norm(float[] vector) {
    double sum = 0;
    for (float number : vector) {
      sum += (double) number * number;
    }
    return Math.sqrt(sum);
  }
}
