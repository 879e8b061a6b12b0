package io.nightjar.evaluation;

import io.nightjar.runtime.NativeLibraries;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * Classifies a partition's images by the five nearest of the fitted ones, by Euclidean distance;
 * gives how many came out right.
 */
final class NearestNeighbours implements FlatMapFunction<Iterator<ProbeImage>, Long> {
  private static final long serialVersionUID = 1L;

  /** Images classified at once. */
  private static final int BATCH = 256;

  private final Broadcast<List<ProbeImage>> fitted;
  private final ProbeImage.Feature feature;

  /**
   * @param fitted with labels, five or more
   */
  NearestNeighbours(Broadcast<List<ProbeImage>> fitted, ProbeImage.Feature feature) {
    this.fitted = fitted;
    this.feature = feature;
  }

  @Override
  public Iterator<Long> call(Iterator<ProbeImage> images) {
    NativeLibraries.prepare();
    NativeLibraries.threads(1); // tasks side by side fill the cores
    long right = 0;
    List<ProbeImage> batch = new ArrayList<>();
    while (images.hasNext()) {
      batch.add(images.next());
      if (batch.size() == BATCH || !images.hasNext()) {
        right += new NeighbourVotes(batch, feature).among(fitted.value()).right();
        batch.clear();
      }
    }
    return List.of(right).iterator();
  }
}
