package io.nightjar.job;

import java.util.List;
import java.util.Optional;

/** A command named {@code try} that does what a test wants. */
record Probe(Body body) implements Command {
  interface Body {
    void run(CommandContext context) throws Exception;
  }

  @Override
  public String name() {
    return "try";
  }

  @Override
  public String summary() {
    return "Tries.";
  }

  @Override
  public List<String> keys() {
    return List.of("archive", "output", "report");
  }

  @Override
  public String example() {
    return "try output.path=x";
  }

  @Override
  public Optional<OutputDirectory> output(Settings settings) {
    return Optional.of(OutputDirectory.of(settings, "output.path", OutputDirectory.Contents.SPARK));
  }

  @Override
  public void run(CommandContext context) throws Exception {
    body.run(context);
  }
}
