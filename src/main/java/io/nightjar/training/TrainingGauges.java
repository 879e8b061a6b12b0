package io.nightjar.training;

import io.nightjar.runtime.Gauges;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** The last round's numbers in Spark's metrics system. */
final class TrainingGauges implements AutoCloseable {
  private final Gauges shown = new Gauges();
  private final AtomicReference<RoundReport> last = new AtomicReference<>();
  private final AtomicReference<RoundReport.Validation> validation = new AtomicReference<>();

  TrainingGauges() {
    gauge("round", RoundReport::round);
    gauge("epoch", RoundReport::epoch);
    gauge("examples", RoundReport::examples);
    gauge("loss", RoundReport::loss);
    gauge("reconstruction", RoundReport::reconstruction);
    gauge("kl", RoundReport::kl);
    gauge("learning_rate", RoundReport::learningRate);
    gauge("averaging_frequency", RoundReport::averagingFrequency);
    gauge("images_per_second", RoundReport::imagesPerSecond);
    gauge("parameter_norm", RoundReport::parameterNorm);
    gauge("update_norm", RoundReport::updateNorm);
    gauge("seconds.total", round -> round.seconds().total());
    gauge("seconds.compute", round -> round.seconds().compute());
    gauge("seconds.input", round -> round.seconds().input());
    gauge("seconds.averaging", round -> round.seconds().averaging());
    gauge("seconds.broadcast", round -> round.seconds().broadcast());
    gauge("seconds.waiting", round -> round.seconds().waiting());
    validationGauge("validation.negative_elbo", RoundReport.Validation::negativeElbo);
    validationGauge("validation.reconstruction", RoundReport.Validation::reconstruction);
    validationGauge("validation.bound", RoundReport.Validation::bound);
    validationGauge("validation.kl", RoundReport.Validation::kl);
  }

  /** Until closed; a session has one training at a time. */
  static TrainingGauges register() {
    TrainingGauges gauges = new TrainingGauges();
    gauges.shown.register();
    return gauges;
  }

  private void gauge(String name, Function<RoundReport, Number> value) {
    shown.add(name, () -> of(last.get(), value));
  }

  private void validationGauge(String name, Function<RoundReport.Validation, Number> value) {
    shown.add(name, () -> of(validation.get(), value));
  }

  private static <T> Number of(T from, Function<T, Number> value) {
    return from == null ? null : value.apply(from);
  }

  /** Shows a round from now on; the last validation stays until the next one. */
  void show(RoundReport round) {
    last.set(round);
    if (round.validation() != null) {
      validation.set(round.validation());
    }
  }

  @Override
  public void close() {
    shown.close();
  }
}
