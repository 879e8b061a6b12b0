package io.nightjar.bench;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import io.nightjar.runtime.Progress;
import io.nightjar.training.EpochSummary;
import io.nightjar.training.StoreLocation;
import io.nightjar.training.Training;
import io.nightjar.training.TrainingOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * Images a second of one executor and of two, each a process with one core and one worker, in turn.
 * The driver has no core of its own. Beside it, what two processes without Spark gain over one:
 * cores share memory and clock, so it is less than 2.
 *
 * <p>{@code jobs/bench ExecutorScaling grey|dense IDX-IMAGES FOLDER [TURNS] [FREQUENCY]}
 */
public final class ExecutorScaling {
  private static final int BATCH = 128;
  private static final int EPOCHS = 3;
  private static final int MEGABYTES = 1536;

  private ExecutorScaling() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Networks network = Networks.valueOf(args[0].toUpperCase(Locale.ROOT));
    Archive archive = Archive.open(ArchiveOptions.of(args[1]), new Configuration());
    Path folder = Path.of(args[2]).toAbsolutePath();
    int turns = args.length > 3 ? Integer.parseInt(args[3]) : 3;
    int frequency = args.length > 4 ? Integer.parseInt(args[4]) : 8;
    List<Double> ratios = new ArrayList<>();
    List<Double> ceilings = new ArrayList<>();
    for (int turn = 1; turn <= turns; turn++) {
      EpochSummary one = train(network, archive, folder, 1, frequency);
      EpochSummary two = train(network, archive, folder, 2, frequency);
      ratios.add(two.imagesPerSecond() / one.imagesPerSecond());
      System.out.printf(
          Locale.ROOT,
          "turn %d: one executor %s, two %s, ratio %.2f%n",
          turn,
          text(one),
          text(two),
          ratios.get(turn - 1));
      double alone = steps(network, 1);
      double beside = steps(network, 2);
      ceilings.add(beside / alone);
      System.out.printf(
          Locale.ROOT,
          "        steps without Spark: one process %.0f images/s, two %.0f, ratio %.2f%n",
          alone,
          beside,
          beside / alone);
    }
    System.out.printf(
        Locale.ROOT,
        "median ratio %.2f; steps without Spark, which is what the machine allows, %.2f%n",
        TrainingRate.median(ratios),
        TrainingRate.median(ceilings));
  }

  /** Images a second of so many processes, each running steps on one thread and nothing else. */
  private static double steps(Networks network, int processes)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(StepRate.class.getName(), network.name(), "1"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    List<RateProcess> started = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      started.add(RateProcess.start(StepRate.class.getSimpleName(), builder));
    }
    double rate = 0;
    for (RateProcess process : started) {
      rate += process.imagesPerSecond();
    }
    return rate;
  }

  private static String text(EpochSummary epoch) {
    return String.format(
        Locale.ROOT,
        "%.0f images/s (%.0f%% averaging, broadcast, scheduling and waiting, %.0f%% input)",
        epoch.imagesPerSecond(),
        100 * epoch.overhead(),
        100 * epoch.input());
  }

  private static EpochSummary train(
      Networks network, Archive archive, Path folder, int executors, int frequency) {
    List<EpochSummary> epochs = new ArrayList<>();
    try (LocalCluster cluster =
        LocalCluster.start(folder.resolve("cluster"), executors, MEGABYTES)) {
      TrainingOptions options =
          new TrainingOptions(EPOCHS, executors, BATCH, frequency, 1e-3, 1, 0, 1);
      new Training(cluster.spark(), network.model(), options, Progress.none())
          .run(
              "bench " + System.nanoTime(),
              archive,
              new Preprocessing(network.model().image(), Resize.STRETCH),
              new StoreLocation(folder.resolve("store").toString()),
              epochs::add);
    }
    return epochs.get(EPOCHS - 1);
  }
}
