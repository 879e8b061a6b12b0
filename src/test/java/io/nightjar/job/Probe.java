package io.nightjar.job;

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
  public CommandKeys keys() {
    return CommandKeys.required("output.path")
        .shared("archive.path", "catalog.properties", "output.overwrite", "report");
  }

  @Override
  public void check(Settings settings) {
    settings.optionalString("archive.path");
    settings.freeForm("catalog.properties.");
    output(settings);
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
