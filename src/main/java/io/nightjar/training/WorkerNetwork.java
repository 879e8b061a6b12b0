package io.nightjar.training;

import io.nightjar.model.Autoencoder;
import io.nightjar.model.StepRule;
import io.nightjar.runtime.LeasePool;
import io.nightjar.runtime.NativeLibraries;
import java.io.Serializable;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * How a task comes by its network: rebuilt from immutable data once for each slot of an executor,
 * then lent from task to task. Nothing of ND4J travels, so nothing of it loads before the native
 * libraries are chosen.
 *
 * @param runId names the training run
 * @param model the network
 * @param step what a minibatch does to the weights
 * @param seed of the first weights; every task overwrites them
 * @param threads native threads of the task
 */
record WorkerNetwork(String runId, Autoencoder model, StepRule step, long seed, int threads)
    implements Serializable {
  private static final LeasePool<ComputationGraph> NETWORKS = new LeasePool<>();

  /** A new network with its first weights. */
  ComputationGraph create() {
    NativeLibraries.prepare();
    return model.graph(step.optimization(seed));
  }

  /** Prepares the calling thread for native work and lends a network to it. */
  LeasePool<ComputationGraph>.Lease lease() {
    NativeLibraries.prepare();
    NativeLibraries.threads(threads);
    return NETWORKS.lease(toString(), this::create);
  }
}
