package io.nightjar.embedding.night;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.nightjar.runtime.Progress;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * Where a night stands, in Spark's metrics system, under {@code <application>.driver.nightjar}, for
 * whatever sink Spark is told to have. What is not known yet is not a number.
 */
final class NightGauges implements Source, AutoCloseable {
  /** As a number, since sinks take no names. */
  enum Phase {
    PLAN(0),
    STAGE(1),
    CHECK(2),
    PUBLISH(3),
    TIDY(4);

    private final int number;

    Phase(int number) {
      this.number = number;
    }
  }

  private final MetricRegistry registry = new MetricRegistry();
  private final AtomicReference<Number> imagesToRead = new AtomicReference<>(Double.NaN);
  private final AtomicReference<Number> imagesDone = new AtomicReference<>(Double.NaN);
  private final AtomicReference<Number> rejected = new AtomicReference<>(Double.NaN);
  private final AtomicReference<Number> rowsWritten = new AtomicReference<>(Double.NaN);
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.PLAN);

  NightGauges() {
    gauge("phase", () -> phase.get().number);
    gauge("images_to_read", imagesToRead::get);
    gauge("images_done", imagesDone::get);
    gauge("rejected", rejected::get);
    gauge("rows_written", rowsWritten::get);
  }

  /** Until closed; a session has one night at a time. */
  NightGauges register() {
    SparkEnv.get().metricsSystem().registerSource(this);
    return this;
  }

  private void gauge(String name, Supplier<Number> value) {
    registry.register(name, (Gauge<Number>) value::get);
  }

  void enter(Phase now) {
    phase.set(now);
  }

  /** Of what is about to be published. */
  void show(NightCounts counts) {
    rejected.set(counts.rejects());
    rowsWritten.set(counts.written());
  }

  /** Shows the images of a piece of work as they go through it, as {@code shown} does. */
  Progress.Task follow(Progress.Task shown, long images) {
    imagesToRead.set(images);
    imagesDone.set(0L);
    return new Followed(shown);
  }

  @Override
  public String sourceName() {
    return "nightjar";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  @Override
  public void close() {
    if (SparkEnv.get() != null) { // null once Spark was stopped
      SparkEnv.get().metricsSystem().removeSource(this);
    }
  }

  private final class Followed implements Progress.Task {
    private final Progress.Task shown;

    Followed(Progress.Task shown) {
      this.shown = shown;
    }

    @Override
    public void step(long count) {
      imagesDone.updateAndGet(done -> done.longValue() + count);
      shown.step(count);
    }

    @Override
    public void stepTo(long done) {
      imagesDone.set(done);
      shown.stepTo(done);
    }

    @Override
    public void message(String suffix) {
      shown.message(suffix);
    }

    @Override
    public void close() {
      shown.close();
    }
  }
}
