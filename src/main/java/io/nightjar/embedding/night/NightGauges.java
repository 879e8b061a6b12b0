package io.nightjar.embedding.night;

import io.nightjar.runtime.Gauges;
import io.nightjar.runtime.Progress;
import java.util.concurrent.atomic.AtomicReference;

/** Where a night stands, in Spark's metrics system. */
final class NightGauges implements AutoCloseable {
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

  private final Gauges gauges = new Gauges();
  private final AtomicReference<Number> imagesToRead = new AtomicReference<>();
  private final AtomicReference<Number> imagesDone = new AtomicReference<>();
  private final AtomicReference<Number> rejected = new AtomicReference<>();
  private final AtomicReference<Number> rowsWritten = new AtomicReference<>();
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.PLAN);

  NightGauges() {
    gauges.add("phase", () -> phase.get().number);
    gauges.add("images_to_read", imagesToRead::get);
    gauges.add("images_done", imagesDone::get);
    gauges.add("rejected", rejected::get);
    gauges.add("rows_written", rowsWritten::get);
  }

  /** Until closed; a session has one night at a time. */
  NightGauges register() {
    gauges.register();
    return this;
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
  public void close() {
    gauges.close();
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
