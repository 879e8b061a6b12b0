package io.nightjar.training;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * The last round's numbers in Spark's metrics system, under {@code <application>.driver.nightjar},
 * for whatever sink Spark is told to have: Prometheus, JMX, Graphite. What is not known is absent
 * or, for a sink that must have a number, not a number.
 */
final class TrainingGauges implements Source, AutoCloseable {
  private final MetricRegistry registry = new MetricRegistry();
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
    validationGauge("validation.kl", RoundReport.Validation::kl);
  }

  /** Until closed; a session has one training at a time. */
  static TrainingGauges register() {
    TrainingGauges gauges = new TrainingGauges();
    SparkEnv.get().metricsSystem().registerSource(gauges);
    return gauges;
  }

  private void gauge(String name, Function<RoundReport, Number> value) {
    registry.register(name, (Gauge<Number>) () -> orNothing(last.get(), value));
  }

  private void validationGauge(String name, Function<RoundReport.Validation, Number> value) {
    registry.register(name, (Gauge<Number>) () -> orNothing(validation.get(), value));
  }

  private static <T> Number orNothing(T from, Function<T, Number> value) {
    Number number = from == null ? null : value.apply(from);
    return number == null ? Double.valueOf(Double.NaN) : number;
  }

  /** Shows a round from now on; the last validation stays until the next one. */
  void show(RoundReport round) {
    last.set(round);
    if (round.validation() != null) {
      validation.set(round.validation());
    }
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
}
