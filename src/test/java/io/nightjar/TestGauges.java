package io.nightjar;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import scala.collection.JavaConverters;

/** What Spark's metrics system shows of Nightjar. */
public final class TestGauges {
  private TestGauges() {}

  /** By their names. */
  public static Map<String, Double> values() {
    Map<String, Double> values = new TreeMap<>();
    sources()
        .get(0)
        .metricRegistry()
        .getGauges()
        .forEach((name, gauge) -> values.put(name, ((Number) gauge.getValue()).doubleValue()));
    return values;
  }

  /** One while a piece of work is shown. */
  public static List<Source> sources() {
    return JavaConverters.seqAsJavaList(
        SparkEnv.get().metricsSystem().getSourcesByName("nightjar").toSeq());
  }
}
