package io.nightjar.training;

import org.apache.spark.Partitioner;

/**
 * Splits what was decoded into a store's files by equal ranges of the hash: uniform, so files come
 * out near equal in size without a sampling pass. Training files come first, then held-out ones,
 * then one partition of what gave no image.
 */
final class HashRanges extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int trainingFiles;
  private final int validationFiles;
  private final TrainingOptions options;

  /**
   * @param options say which images are held out
   */
  HashRanges(int trainingFiles, int validationFiles, TrainingOptions options) {
    this.trainingFiles = trainingFiles;
    this.validationFiles = validationFiles;
    this.options = options;
  }

  @Override
  public int numPartitions() {
    return trainingFiles + validationFiles + 1;
  }

  @Override
  public int getPartition(Object key) {
    TrainingImage image = ((Decoded) key).image();
    if (image == null) {
      return trainingFiles + validationFiles;
    }
    return image.heldOut(options)
        ? trainingFiles + range(image.hash(), validationFiles)
        : range(image.hash(), trainingFiles);
  }

  /** True for a partition of images to train on. */
  boolean isTraining(int partition) {
    return partition < trainingFiles;
  }

  /** floor(hash / 2⁶⁴ × ranges), the hash unsigned. */
  static int range(long hash, int ranges) {
    long signedHigh = Math.multiplyHigh(hash, ranges);
    return (int) (hash < 0 ? signedHigh + ranges : signedHigh);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HashRanges ranges
        && ranges.trainingFiles == trainingFiles
        && ranges.validationFiles == validationFiles
        && ranges.options.equals(options);
  }

  @Override
  public int hashCode() {
    return 31 * trainingFiles + validationFiles;
  }
}
