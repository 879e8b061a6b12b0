package io.nightjar.runtime;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * Numbers in Spark's metrics system, under {@code nightjar-<command>.driver.nightjar} unless {@code
 * spark.metrics.namespace} says otherwise, for whatever sink Spark is told to have: Prometheus,
 * JMX, Graphite. What is not known is, for a sink that must have a number, not a number.
 */
public final class Gauges implements AutoCloseable {
  private final Registered source = new Registered();

  private static final class Registered implements Source {
    private final MetricRegistry registry = new MetricRegistry();

    @Override
    public String sourceName() {
      return "nightjar";
    }

    @Override
    public MetricRegistry metricRegistry() {
      return registry;
    }
  }

  /**
   * Adds one.
   *
   * @param value asked whenever a sink wants it; null while it is not known
   */
  public void add(String name, Supplier<? extends Number> value) {
    source.registry.register(name, (Gauge<Number>) () -> orNothing(value.get()));
  }

  private static Number orNothing(Number number) {
    return number == null ? Double.valueOf(Double.NaN) : number;
  }

  /** Shows them until closed; a session shows those of one piece of work at a time. */
  public void register() {
    SparkEnv.get().metricsSystem().registerSource(source);
  }

  @Override
  public void close() {
    if (SparkEnv.get() != null) { // null once Spark was stopped
      SparkEnv.get().metricsSystem().removeSource(source);
    }
  }
}
