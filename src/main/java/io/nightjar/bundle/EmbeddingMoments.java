package io.nightjar.bundle;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Means and deviations of many rows, which are added one by one; parts that were counted apart
 * merge. In double precision and about the running mean, so that a large mean costs a small
 * deviation no digits. Used by one thread at a time.
 *
 * @see <a href="https://doi.org/10.1080/00401706.1962.10490022">Welford 1962</a>
 * @see <a href="https://doi.org/10.1080/00031305.1983.10483115">Chan, Golub and LeVeque 1983</a>
 */
public final class EmbeddingMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Moments latents;
  private final Moments errors = new Moments(1);

  /**
   * @param latentSize numbers in an embedding
   */
  public EmbeddingMoments(int latentSize) {
    latents = new Moments(latentSize);
  }

  /**
   * Adds a row.
   *
   * @param embedding of latentSize finite numbers
   * @param reconstructionError finite, or null where the row has none
   */
  public void add(float[] embedding, Float reconstructionError) {
    latents.add(embedding);
    if (reconstructionError != null) {
      errors.add(new float[] {reconstructionError});
    }
  }

  /** Adds another part's rows, of the same latentSize; gives this one. */
  public EmbeddingMoments merge(EmbeddingMoments other) {
    latents.merge(other.latents);
    errors.merge(other.errors);
    return this;
  }

  /**
   * What the rows so far come to; empty if there are none. Without an error if not every row had
   * one.
   */
  public Optional<EmbeddingFigures> figures() {
    if (latents.count == 0) {
      return Optional.empty();
    }
    EmbeddingFigures.Spread error =
        errors.count == latents.count
            ? new EmbeddingFigures.Spread(errors.mean[0], errors.stddev(0))
            : null;
    List<Double> stddevs =
        IntStream.range(0, latents.mean.length).mapToObj(latents::stddev).toList();
    return Optional.of(
        new EmbeddingFigures(
            latents.count, error, Arrays.stream(latents.mean).boxed().toList(), stddevs));
  }

  /** Of vectors, number by number. */
  private static final class Moments implements Serializable {
    private static final long serialVersionUID = 1L;

    private long count;
    private final double[] mean;

    /** Σ (x − mean)². */
    private final double[] squares;

    Moments(int size) {
      mean = new double[size];
      squares = new double[size];
    }

    void add(float[] vector) {
      requireSize(vector.length);
      count++;
      for (int i = 0; i < mean.length; i++) {
        double before = vector[i] - mean[i];
        mean[i] += before / count;
        squares[i] += before * (vector[i] - mean[i]);
      }
    }

    void merge(Moments other) {
      requireSize(other.mean.length);
      if (other.count == 0) {
        return;
      }
      double share = (double) other.count / (count + other.count);
      for (int i = 0; i < mean.length; i++) {
        double apart = other.mean[i] - mean[i];
        mean[i] += apart * share;
        squares[i] += other.squares[i] + apart * apart * count * share;
      }
      count += other.count;
    }

    double stddev(int index) {
      return count > 1 ? Math.sqrt(squares[index] / (count - 1)) : 0;
    }

    private void requireSize(int size) {
      if (size != mean.length) {
        throw new IllegalArgumentException("%d numbers (expected %d)".formatted(size, mean.length));
      }
    }
  }
}
