package io.nightjar.model;

import io.nightjar.kernel.Adam;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.AdamUpdater;

/**
 * DL4J's updater, with Adam in one pass over memory where every parameter has it; anything else is
 * left to DL4J. The state's layout is DL4J's: all first moments, then all second ones.
 */
final class KernelUpdater extends ComputationGraphUpdater {
  private static final long serialVersionUID = 1L;

  /** DL4J's names of what multiplies an input: of a layer, and of an LSTM's own last output. */
  private static final List<String> WEIGHTS = List.of("W", "RW");

  private final org.nd4j.linalg.learning.config.Adam rule;
  private final transient Adam adam;
  private final WeightDecay weightDecay;

  KernelUpdater(ComputationGraph graph, WeightDecay weightDecay) {
    super(graph);
    this.weightDecay = weightDecay;
    rule = onlyAdam(graph);
    adam =
        rule == null
            ? null
            : new Adam(graph.numParams(), rule.getBeta1(), rule.getBeta2(), rule.getEpsilon());
  }

  /** Null where some parameter has another rule, or is clipped. */
  private org.nd4j.linalg.learning.config.Adam onlyAdam(ComputationGraph graph) {
    boolean plain =
        graph.params().dataType() == DataType.FLOAT
            && updaterBlocks.size() == 1
            && updaterBlocks.get(0).getGradientUpdater() instanceof AdamUpdater
            && Arrays.stream(graph.getLayers()).noneMatch(KernelUpdater::clips);
    return plain ? ((AdamUpdater) updaterBlocks.get(0).getGradientUpdater()).getConfig() : null;
  }

  private static boolean clips(Layer layer) {
    return layer.conf().getLayer() instanceof BaseLayer base
        && base.getGradientNormalization() != null
        && base.getGradientNormalization() != GradientNormalization.None;
  }

  @Override
  public synchronized void update(
      Gradient gradient, int iteration, int epoch, int examples, LayerWorkspaceMgr workspaces) {
    if (adam == null) {
      super.update(gradient, iteration, epoch, examples, workspaces);
    } else {
      step(gradient, iteration, epoch, examples);
    }
    if (weightDecay.part() > 0) {
      decay(gradient.gradient(), weightDecay.at(iteration));
    }
  }

  private void step(Gradient gradient, int iteration, int epoch, int examples) {
    Pointer moments = Layouts.data(getStateViewArray());
    adam.run(
        Layouts.data(gradient.gradient()),
        moments,
        new FloatPointer(moments).getPointer(getNetwork().numParams()),
        examples,
        iteration + 1,
        rule.getLearningRate(iteration, epoch));
  }

  /** Adds a part of each weight to what is to be subtracted from it. */
  private void decay(INDArray steps, double part) {
    INDArray parameters = getNetwork().params();
    INDArray flatSteps = steps.reshape(steps.length());
    INDArray flat = parameters.reshape(parameters.length());
    for (Layer layer : getNetwork().getLayers()) {
      for (String key : WEIGHTS) {
        INDArray weights = layer.paramTable().get(key);
        if (weights != null) {
          long from = weights.offset() - parameters.offset();
          INDArrayIndex range = NDArrayIndex.interval(from, from + weights.length());
          flatSteps.get(range).addi(flat.get(range).mul(part));
        }
      }
    }
  }
}
