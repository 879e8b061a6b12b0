package io.nightjar.runtime;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.collection.JavaConverters;

/**
 * Moves a live line as a job's tasks go on: tasks add to {@link #accumulator}, and with each task's
 * end and each executor's heartbeat the sum so far is shown. A task that is retried counts once.
 */
public final class TaskCounter implements AutoCloseable {
  private final SparkContext spark;
  private final LongAccumulator accumulator;
  private final Progress.Task shown;
  private final SparkListener listener = new ShowProgress();

  private TaskCounter(SparkContext spark, LongAccumulator accumulator, Progress.Task shown) {
    this.spark = spark;
    this.accumulator = accumulator;
    this.shown = shown;
  }

  /**
   * Begins to count, until closed.
   *
   * @param name of the accumulator, as Spark's UI shows it
   * @param shown moved by the count; not closed with it
   */
  public static TaskCounter start(SparkContext spark, String name, Progress.Task shown) {
    TaskCounter counter = new TaskCounter(spark, spark.longAccumulator(name), shown);
    spark.addSparkListener(counter.listener);
    return counter;
  }

  /** For the tasks to add to. */
  public LongAccumulator accumulator() {
    return accumulator;
  }

  /** Shows the sum that all tasks have come to. */
  @Override
  public void close() {
    spark.removeSparkListener(listener);
    shown.stepTo(accumulator.sum());
  }

  /**
   * Listens to tasks' ends and to the executors' heartbeats, which bring what the tasks under way
   * have counted so far.
   */
  private final class ShowProgress extends SparkListener {
    private final Map<Long, Long> underWay = new HashMap<>();
    private final Set<Long> ended = new HashSet<>();

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
      underWay.remove(end.taskInfo().taskId());
      ended.add(end.taskInfo().taskId());
      show();
    }

    @Override
    public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate beat) {
      JavaConverters.seqAsJavaList(beat.accumUpdates())
          .forEach(task -> note((Long) task._1(), JavaConverters.seqAsJavaList(task._4())));
      show();
    }

    /** A heartbeat may come in after its task's end, and would be counted twice. */
    private void note(long task, Iterable<AccumulableInfo> counts) {
      if (ended.contains(task)) {
        return;
      }
      for (AccumulableInfo count : counts) {
        if (count.id() == accumulator.id() && count.update().isDefined()) {
          underWay.put(task, (Long) count.update().get());
        }
      }
    }

    private void show() {
      shown.stepTo(accumulator.sum() + underWay.values().stream().mapToLong(n -> n).sum());
    }
  }
}
