package io.nightjar.job;

import io.nightjar.bundle.Bundle;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** {@code nightjar inspect}. */
final class Inspect implements Command {
  @Override
  public String name() {
    return "inspect";
  }

  @Override
  public String summary() {
    return "Prints what a bundle holds and where it comes from.";
  }

  @Override
  public List<String> keys() {
    return List.of("bundle", "report");
  }

  @Override
  public String example() {
    return "inspect bundle=out/photos.bundle";
  }

  @Override
  public void run(CommandContext context) throws IOException {
    Path path = context.settings().path("bundle");
    Bundle bundle = Bundle.open(path, context.hadoop());
    context.report().modelFingerprint(bundle.fingerprint());
    context.out().print(new BundleText(path, bundle));
  }
}
