package io.nightjar.job;

import io.nightjar.InvalidInputException;
import io.nightjar.bundle.Bundle;
import io.nightjar.embedding.night.CatalogOptions;
import io.nightjar.embedding.night.TableInspection;
import io.nightjar.embedding.night.TableName;
import java.io.IOException;
import java.time.Instant;
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
    return "Prints what a bundle holds and where it comes from, or a table's generations, nights and"
        + " rejects.";
  }

  @Override
  public List<String> keys() {
    return List.of("bundle", "output.table", "catalog", "inspect", "report");
  }

  @Override
  public String example() {
    return "inspect bundle=out/photos.bundle";
  }

  @Override
  public void run(CommandContext context) throws IOException {
    Settings settings = context.settings();
    boolean isTable = settings.optionalString("output.table").isPresent();
    if (isTable && settings.optionalString("bundle").isPresent()) {
      throw new InvalidInputException(
          "bundle and output.table are both given: keep the one that is to be printed");
    }
    if (isTable) {
      printTable(context);
    } else {
      printBundle(context);
    }
  }

  private static void printBundle(CommandContext context) throws IOException {
    Path path = context.settings().path("bundle");
    Bundle bundle = Bundle.open(path, context.hadoop());
    context.report().modelFingerprint(bundle.fingerprint());
    context.out().print(new BundleText(path, bundle));
  }

  private static void printTable(CommandContext context) throws IOException {
    Settings settings = context.settings();
    TableName name = TableName.of(settings.string("output.table"));
    CatalogOptions catalog = Options.catalog(settings);
    int nights = settings.integer("inspect.nights");
    if (nights < 1) {
      throw new InvalidInputException("inspect.nights: %d (expected 1 or more)".formatted(nights));
    }
    TableInspection table = TableInspection.of(context.spark(), catalog, name, nights);
    context.out().print(new TableText(name, table, Instant.now()));
  }
}
