package io.nightjar.training;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/**
 * Cuts a worker's result into slices, keyed by their place: first those of the parameters and the
 * updater's state together, last, under a key of its own, the report.
 */
final class SliceResult
    implements Function2<
        Integer, Iterator<WorkerResult>, Iterator<Tuple2<Integer, java.io.Serializable>>> {
  private static final long serialVersionUID = 1L;

  private final int slices;
  private final List<RunningStatistics> statistics;

  /**
   * @param slices of the parameters, and as many of the updater's state; 1 or more
   */
  SliceResult(int slices, List<RunningStatistics> statistics) {
    this.slices = slices;
    this.statistics = new ArrayList<>(statistics);
  }

  @Override
  public Iterator<Tuple2<Integer, java.io.Serializable>> call(
      Integer worker, Iterator<WorkerResult> results) {
    WorkerResult result = results.next();
    NetworkState state = result.state();
    List<Tuple2<Integer, java.io.Serializable>> parts = new ArrayList<>();
    for (int slice = 0; slice < slices; slice++) {
      parts.add(new Tuple2<>(slice, part(worker, result.examples(), state.parameters(), slice)));
      parts.add(
          new Tuple2<>(slices + slice, part(worker, result.examples(), state.updater(), slice)));
    }
    List<float[]> means = new ArrayList<>();
    statistics.forEach(units -> means.add(units.means(state.parameters())));
    parts.add(new Tuple2<>(2 * slices, new WorkerReport(worker, result.withoutNumbers(), means)));
    return parts.iterator();
  }

  private StateSlice part(int worker, long examples, float[] values, int slice) {
    int from = (int) ((long) values.length * slice / slices);
    int to = (int) ((long) values.length * (slice + 1) / slices);
    return StateSlice.of(worker, examples, values, from, to);
  }
}
