package io.nightjar;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session, {@code local[2]}, of all the integration tests in a JVM: starting one
 * takes seconds. It starts at first use and ends with the JVM; no test stops it.
 */
public final class SharedSpark {
  private SharedSpark() {}

  public static SparkSession session() {
    return Holder.SESSION;
  }

  public static JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(session().sparkContext());
  }

  private static final class Holder {
    static final SparkSession SESSION =
        SparkSession.builder()
            .master("local[2]")
            .appName("nightjar-tests")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            // For a handful of rows, compiling a query takes longer than running it.
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config("spark.sql.warehouse.dir", "target/spark-warehouse")
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
  }
}
