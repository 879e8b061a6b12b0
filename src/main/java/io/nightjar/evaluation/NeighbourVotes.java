package io.nightjar.evaluation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A few images and the five nearest to each among others, block by block, so that no matrix of all
 * distances is held.
 */
final class NeighbourVotes {
  static final int NEIGHBOURS = 5;

  /** Numbers of a block of others, about: 16 MB. */
  private static final int BLOCK_NUMBERS = 1 << 22;

  private final List<ProbeImage> images;
  private final ProbeImage.Feature feature;
  private final float[][] distances;
  private final String[][] labels;

  NeighbourVotes(List<ProbeImage> images, ProbeImage.Feature feature) {
    this.images = images;
    this.feature = feature;
    distances = new float[images.size()][NEIGHBOURS];
    labels = new String[images.size()][NEIGHBOURS];
    for (float[] row : distances) {
      Arrays.fill(row, Float.POSITIVE_INFINITY);
    }
  }

  /** Looks through others; of equally near ones the first counts. */
  NeighbourVotes among(List<ProbeImage> others) {
    try (INDArray queries = matrix(images)) {
      int block = Math.max(1, BLOCK_NUMBERS / Math.max(1, queries.columns()));
      for (int from = 0; from < others.size(); from += block) {
        look(queries, others.subList(from, Math.min(from + block, others.size())));
      }
    }
    return this;
  }

  /** |a − b|² without |a|², which is the same for all b: |b|² − 2 a·b. */
  private void look(INDArray queries, List<ProbeImage> others) {
    try (INDArray block = matrix(others);
        INDArray product = Nd4j.gemm(queries, block, false, true);
        INDArray byImage = product.dup('c'); // gemm gives columns one after the other
        INDArray squares = block.mul(block);
        INDArray norms = squares.sum(1)) {
      float[] lengths = norms.toFloatVector();
      float[] products = byImage.data().asFloat();
      for (int i = 0; i < images.size(); i++) {
        for (int j = 0; j < lengths.length; j++) {
          offer(i, lengths[j] - 2 * products[i * lengths.length + j], others.get(j).label());
        }
      }
    }
  }

  private INDArray matrix(List<ProbeImage> rows) {
    int width = feature.of(rows.get(0)).length;
    float[] values = new float[Math.multiplyExact(rows.size(), width)];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(feature.of(rows.get(i)), 0, values, i * width, width);
    }
    return Nd4j.create(values, new long[] {rows.size(), width}, 'c');
  }

  private void offer(int image, float distance, String label) {
    float[] near = distances[image];
    if (distance >= near[NEIGHBOURS - 1]) {
      return;
    }
    int place = NEIGHBOURS - 1;
    for (; place > 0 && near[place - 1] > distance; place--) {
      near[place] = near[place - 1];
      labels[image][place] = labels[image][place - 1];
    }
    near[place] = distance;
    labels[image][place] = label;
  }

  /** How many images have the label that most of their neighbours have. */
  long right() {
    long right = 0;
    for (int i = 0; i < images.size(); i++) {
      right += vote(labels[i]).equals(images.get(i).label()) ? 1 : 0;
    }
    return right;
  }

  /**
   * The label with the most votes; of several, the nearest's.
   *
   * @param nearest labels from the nearest on; null where there were not as many
   */
  static String vote(String... nearest) {
    Map<String, Integer> votes = new HashMap<>();
    int most = 0;
    for (String label : nearest) {
      most = label == null ? most : Math.max(most, votes.merge(label, 1, Integer::sum));
    }
    for (String label : nearest) {
      if (label != null && votes.get(label) == most) {
        return label;
      }
    }
    throw new IllegalStateException("no neighbours");
  }
}
