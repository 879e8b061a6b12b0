package io.nightjar.training;

import java.util.Collection;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The parts of dl4j-spark's {@code TrainingMaster} that a master for graphs with several inputs has
 * no use for: other network and data kinds, hooks, listeners, its own statistics, temporary files.
 * Each refuses, so that nobody mistakes silence for support.
 */
abstract class GraphTrainingMaster
    implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {

  @Override
  public final TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
    throw onlyGraphs();
  }

  @Override
  public final TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
    throw onlyGraphs();
  }

  @Override
  public final void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> data) {
    throw onlyGraphs();
  }

  @Override
  public final void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> data) {
    throw onlyGraphs();
  }

  @Override
  public final void executeTrainingPaths(
      SparkDl4jMultiLayer network,
      SparkComputationGraph graph,
      JavaRDD<String> paths,
      DataSetLoader loader,
      MultiDataSetLoader multiLoader) {
    throw onlyGraphs();
  }

  @Override
  public final void addHook(TrainingHook hook) {
    throw onlyGraphs();
  }

  @Override
  public final void removeHook(TrainingHook hook) {
    throw onlyGraphs();
  }

  @Override
  public final void setListeners(Collection<TrainingListener> listeners) {
    throw onlyGraphs();
  }

  @Override
  public final void setListeners(
      StatsStorageRouter router, Collection<TrainingListener> listeners) {
    throw onlyGraphs();
  }

  @Override
  public final void setCollectTrainingStats(boolean collect) {
    throw onlyGraphs();
  }

  @Override
  public final boolean getIsCollectTrainingStats() {
    return false;
  }

  @Override
  public final SparkTrainingStats getTrainingStats() {
    return null;
  }

  @Override
  public final boolean deleteTempFiles(JavaSparkContext spark) {
    return true; // there are none
  }

  @Override
  public final boolean deleteTempFiles(SparkContext spark) {
    return true;
  }

  @Override
  public final String toJson() {
    return "{\"@class\":\"" + getClass().getName() + "\"}";
  }

  @Override
  public final String toYaml() {
    return "\"@class\": " + getClass().getName();
  }

  private UnsupportedOperationException onlyGraphs() {
    return new UnsupportedOperationException(
        getClass().getSimpleName() + " trains a SparkComputationGraph on MultiDataSets only");
  }
}
