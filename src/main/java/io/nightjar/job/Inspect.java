package io.nightjar.job;

import io.nightjar.bundle.Bundle;
import io.nightjar.embedding.night.CatalogOptions;
import io.nightjar.embedding.night.TableInspection;
import io.nightjar.embedding.night.TableName;
import java.io.IOException;
import java.time.Instant;
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
  public CommandKeys keys() {
    return CommandKeys.required("bundle or output.table")
        .own("inspect")
        .shared("catalog", "report");
  }

  @Override
  public String example() {
    return "inspect bundle=out/photos.bundle";
  }

  @Override
  public void check(Settings settings) {
    if (isTable(settings)) {
      TableName.of(settings.string("output.table"));
      Options.catalog(settings);
      nights(settings);
    } else {
      settings.path("bundle");
    }
  }

  @Override
  public void run(CommandContext context) throws IOException {
    Settings settings = context.settings();
    if (isTable(settings)) {
      printTable(context);
    } else {
      printBundle(context);
    }
  }

  private static boolean isTable(Settings settings) {
    boolean isTable = settings.optionalString("output.table").isPresent();
    if (isTable && settings.optionalString("bundle").isPresent()) {
      throw new SettingException(
          "bundle", "bundle and output.table are both given: keep the one that is to be printed");
    }
    return isTable;
  }

  private static int nights(Settings settings) {
    int nights = settings.integer("inspect.nights");
    if (nights < 1) {
      throw new SettingException(
          "inspect.nights", "inspect.nights: %d (expected 1 or more)".formatted(nights));
    }
    return nights;
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
    int nights = nights(settings);
    TableInspection table = TableInspection.of(context.spark(), catalog, name, nights);
    context.out().print(new TableText(name, table, Instant.now()));
  }
}
