package io.nightjar.training;

import java.io.Serializable;
import java.nio.FloatBuffer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What moves between driver and workers: everything that a step changes.
 *
 * @param parameters the graph's parameters, flat
 * @param updater the updater's state, flat (Adam's moments); empty when it has none
 * @param iteration steps taken so far, which Adam's bias correction reads
 */
@SuppressWarnings("ArrayRecordComponent") // moved, never compared by value
record NetworkState(float[] parameters, float[] updater, int iteration) implements Serializable {

  static NetworkState of(ComputationGraph graph) {
    return new NetworkState(
        values(graph.params()),
        values(graph.getUpdater().getStateViewArray()),
        graph.getConfiguration().getIterationCount());
  }

  /** Bytes of the numbers. */
  long bytes() {
    return (long) Float.BYTES * (parameters.length + updater.length);
  }

  void copyInto(ComputationGraph graph) {
    buffer(graph.params()).put(parameters);
    INDArray state = graph.getUpdater().getStateViewArray();
    if (state != null) {
      buffer(state).put(updater);
    }
    graph.getConfiguration().setIterationCount(iteration);
  }

  /** Called by Java's serialization. */
  private Object writeReplace() {
    return new PackedState(this);
  }

  private static float[] values(INDArray view) {
    if (view == null) {
      return new float[0];
    }
    float[] values = new float[(int) view.length()];
    buffer(view).get(values);
    return values;
  }

  /** Both views span their own buffer from its start, so a bulk copy is exact. */
  private static FloatBuffer buffer(INDArray view) {
    return view.data().asNioFloat();
  }
}
