package io.nightjar.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/**
 * Averages one slice of all workers, who may come in any order; hands on the reports as they are.
 */
final class AverageSlices
    implements FlatMapFunction<Iterator<Tuple2<Integer, Serializable>>, Serializable> {
  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<Serializable> call(Iterator<Tuple2<Integer, Serializable>> parts) {
    List<StateSlice> slices = new ArrayList<>();
    List<Serializable> reports = new ArrayList<>();
    while (parts.hasNext()) {
      Serializable part = parts.next()._2();
      if (part instanceof StateSlice slice) {
        slices.add(slice);
      } else {
        reports.add(part);
      }
    }
    return slices.isEmpty()
        ? reports.iterator()
        : List.<Serializable>of(average(slices)).iterator();
  }

  private static StateSlice average(List<StateSlice> slices) {
    slices.sort(Comparator.comparingInt(StateSlice::worker));
    double[] weights = Averaging.weights(slices.stream().mapToLong(StateSlice::examples).toArray());
    float[] average = Averaging.average(slices.stream().map(StateSlice::values).toList(), weights);
    return StateSlice.of(0, 0, average, 0, average.length);
  }
}
