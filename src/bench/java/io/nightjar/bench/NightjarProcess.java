package io.nightjar.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code jobs/nightjar} on two cores, as people start it. */
final class NightjarProcess {
  private NightjarProcess() {}

  /** With what it says on standard error among its output. */
  static ProcessBuilder of(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(LocalCluster.ROOT.resolve("jobs/nightjar").toString());
    command.addAll(List.of("--master", "local[2]"));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }
}
