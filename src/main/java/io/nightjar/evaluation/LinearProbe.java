package io.nightjar.evaluation;

import io.nightjar.evaluation.ProbeImage.Feature;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Multinomial logistic regression by MLlib: what a straight cut through the features tells. */
final class LinearProbe {
  private static final int ITERATIONS = 100;

  /** Numbers to fit: the optimizer holds them some twenty times over on the driver. */
  private static final long MOST_COEFFICIENTS = 10_000_000;

  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", SQLDataTypes.VectorType(), false);

  private final SparkSession spark;
  private final TreeMap<String, Integer> classes;

  /**
   * @param labels of the images that it is fitted on, two or more
   */
  LinearProbe(SparkSession spark, List<String> labels) {
    this.spark = spark;
    this.classes = new TreeMap<>();
    labels.stream().distinct().sorted().forEach(label -> classes.put(label, classes.size()));
  }

  int classes() {
    return classes.size();
  }

  /** Whether so many classes of so many features can be fitted in a driver's memory. */
  boolean fits(int features) {
    return (long) classes.size() * features <= MOST_COEFFICIENTS;
  }

  /** How many of the measured images come out right. */
  long right(
      JavaRDD<ProbeImage> fitted, long count, JavaRDD<ProbeImage> measured, Feature feature) {
    LogisticRegressionModel model =
        new LogisticRegression()
            .setFamily("multinomial")
            .setMaxIter(ITERATIONS)
            // One unit of L2 against the sum of all losses, the usual default.
            .setRegParam(1.0 / count)
            .fit(rows(fitted, feature));
    return model.transform(rows(measured, feature)).filter("label = prediction").count();
  }

  private Dataset<Row> rows(JavaRDD<ProbeImage> images, Feature feature) {
    return spark.createDataFrame(images.map(new ToRow(classes, feature)), SCHEMA);
  }

  private static final class ToRow implements Function<ProbeImage, Row> {
    private static final long serialVersionUID = 1L;

    /** A label that no fitted image had: no class is right. */
    private static final int UNKNOWN = -1;

    private final TreeMap<String, Integer> classes;
    private final Feature feature;

    ToRow(Map<String, Integer> classes, Feature feature) {
      this.classes = new TreeMap<>(classes);
      this.feature = feature;
    }

    @Override
    public Row call(ProbeImage image) {
      double label = classes.getOrDefault(image.label(), UNKNOWN);
      return RowFactory.create(label, Vectors.dense(ProbeImage.wide(feature.of(image))));
    }
  }
}
