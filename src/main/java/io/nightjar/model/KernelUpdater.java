package io.nightjar.model;

import io.nightjar.kernel.Adam;
import java.util.Arrays;
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
import org.nd4j.linalg.learning.AdamUpdater;

/**
 * DL4J's updater, with Adam in one pass over memory where every parameter has it; anything else is
 * left to DL4J. The state's layout is DL4J's: all first moments, then all second ones.
 */
final class KernelUpdater extends ComputationGraphUpdater {
  private static final long serialVersionUID = 1L;

  private final org.nd4j.linalg.learning.config.Adam rule;
  private final transient Adam adam;

  KernelUpdater(ComputationGraph graph) {
    super(graph);
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
      return;
    }
    Pointer moments = Layouts.data(getStateViewArray());
    adam.run(
        Layouts.data(gradient.gradient()),
        moments,
        new FloatPointer(moments).getPointer(getNetwork().numParams()),
        examples,
        iteration + 1,
        rule.getLearningRate(iteration, epoch));
  }
}
