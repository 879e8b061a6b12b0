package io.nightjar.training;

import io.nightjar.model.Optimization;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;

/** How a step follows from a gradient; by name, so that nothing of ND4J travels to a task. */
enum GradientRule {
  ADAM {
    @Override
    Optimization of(double learningRate, long seed) {
      return Optimization.adam(learningRate, seed);
    }
  },
  /** Plain gradient descent: averaging single steps equals one step on the joined minibatch. */
  SGD {
    @Override
    Optimization of(double learningRate, long seed) {
      return new Optimization(new Sgd(learningRate), seed, DataType.FLOAT);
    }
  };

  abstract Optimization of(double learningRate, long seed);
}
