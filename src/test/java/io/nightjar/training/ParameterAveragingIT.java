package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nightjar.SharedSpark;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.GradientClipping;
import io.nightjar.model.LearningRate;
import io.nightjar.model.Optimizer;
import io.nightjar.model.StepRule;
import io.nightjar.model.TestModels;
import io.nightjar.runtime.NativeLibraries;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Rounds as the master runs them, however they are averaged and whoever finishes first. */
class ParameterAveragingIT {
  private static final int IMAGES = 40;
  private static final long SEED = 3;
  private static final double LEARNING_RATE = 0.05;
  private static final StepRule SGD =
      new StepRule(Optimizer.SGD, LearningRate.constant(0.01), GradientClipping.NONE);
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    NativeLibraries.prepare();
    spark = SharedSpark.context();
  }

  /** Every kind that has no batch statistics: those of a joined minibatch are others. */
  static Stream<Arguments> kindsAndWorkers() {
    return TestModels.all()
        .limit(6)
        .flatMap(model -> Stream.of(Arguments.of(model, 2), Arguments.of(model, 4)));
  }

  @ParameterizedTest
  @MethodSource("kindsAndWorkers")
  void averagedSingleStepsEqualOneOnTheJoinedMinibatch(Autoencoder model, int workers) {
    TrainingOptions options = options(workers, 1);
    WorkerNetwork network = new WorkerNetwork("sgd " + System.nanoTime(), model, SGD, SEED, 1);
    ComputationGraph joined = network.create();
    try (TrainingData data = data(model, options, IMAGES)) {
      NetworkState averaged = train(network, data, options, Long.MAX_VALUE, new Delay(0));
      for (int epoch = 0; epoch < options.epochs(); epoch++) {
        EpochPlan plan = new EpochPlan(options, epoch, data.training().sizes());
        for (int round = 0; round < plan.rounds(); round++) {
          joined.fit(joined(minibatches(model, data, plan, round).collect()));
        }
      }
      assertThat(averaged.parameters()).doesNotContain(Float.NaN);
      assertThat(averaged.parameters())
          .isNotEqualTo(NetworkState.of(network.create()).parameters())
          .containsExactly(NetworkState.of(joined).parameters(), within(1e-5f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 64})
  void bitsDependNeitherOnWhoFinishesFirstNorOnWhereTheyAreAveraged(int workers) {
    Autoencoder normalized = TestModels.all().skip(6).findFirst().orElseThrow();
    TrainingOptions options = options(workers, 2);
    WorkerNetwork network =
        new WorkerNetwork("order", normalized, StepRule.adam(LEARNING_RATE), SEED, 1);
    try (TrainingData data = data(normalized, options, 4 * IMAGES)) {
      NetworkState plain = train(network, data, options, Long.MAX_VALUE, new Delay(0));
      NetworkState sliced = train(network, data, options, 0, new Delay(0));
      NetworkState reversed = train(network, data, options, 0, new Delay(60 / workers));
      assertSame(sliced, plain);
      assertSame(reversed, plain);
    }
  }

  private static void assertSame(NetworkState actual, NetworkState expected) {
    assertThat(actual.parameters()).containsExactly(expected.parameters());
    assertThat(actual.updater()).containsExactly(expected.updater());
    assertThat(actual.iteration()).isEqualTo(expected.iteration());
  }

  private static NetworkState train(
      WorkerNetwork network,
      TrainingData data,
      TrainingOptions options,
      long collectedBytes,
      Delay delay) {
    ParameterAveraging averaging = new ParameterAveraging(network, collectedBytes);
    SparkComputationGraph graph = new SparkComputationGraph(spark, network.create(), averaging);
    for (int epoch = 0; epoch < options.epochs(); epoch++) {
      EpochPlan plan = new EpochPlan(options, epoch, data.training().sizes());
      for (int round = 0; round < plan.rounds(); round++) {
        graph.fitMultiDataSet(
            minibatches(network.model(), data, plan, round).mapPartitionsWithIndex(delay, true));
      }
    }
    return NetworkState.of(graph.getNetwork());
  }

  private static JavaRDD<MultiDataSet> minibatches(
      Autoencoder model, TrainingData data, EpochPlan plan, int round) {
    return data.training()
        .round(plan.slices(round))
        .mapPartitionsWithIndex(new CutMinibatches(model, SEED, plan, round), true);
  }

  private static MultiDataSet joined(List<MultiDataSet> parts) {
    return new org.nd4j.linalg.dataset.MultiDataSet(
        arrays(parts.stream().map(part -> part.getFeatures()).toList()),
        arrays(parts.stream().map(part -> part.getLabels()).toList()));
  }

  private static INDArray[] arrays(List<INDArray[]> parts) {
    return IntStream.range(0, parts.get(0).length)
        .mapToObj(i -> Nd4j.concat(0, parts.stream().map(part -> part[i]).toArray(INDArray[]::new)))
        .toArray(INDArray[]::new);
  }

  private static TrainingData data(Autoencoder model, TrainingOptions options, int count) {
    return TestStore.of(spark, TestStore.images(model, count, SEED), model.image(), options, 3);
  }

  private static TrainingOptions options(int workers, int frequency) {
    return new TrainingOptions(2, workers, workers > 4 ? 1 : 5, frequency, 1e-3, SEED, 0, 1);
  }

  /** Lets the first partitions of every four finish last. */
  private record Delay(int millis)
      implements Function2<Integer, Iterator<MultiDataSet>, Iterator<MultiDataSet>> {
    @Override
    public Iterator<MultiDataSet> call(Integer worker, Iterator<MultiDataSet> minibatches)
        throws InterruptedException {
      Thread.sleep((long) millis * (3 - worker % 4));
      return minibatches;
    }
  }
}
