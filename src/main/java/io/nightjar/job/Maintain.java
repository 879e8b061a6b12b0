package io.nightjar.job;

import io.nightjar.embedding.night.CatalogOptions;
import io.nightjar.embedding.night.MaintainOptions;
import io.nightjar.embedding.night.Maintenance;
import io.nightjar.embedding.night.Maintenance.Done;
import io.nightjar.embedding.night.TableName;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** {@code nightjar maintain}. */
final class Maintain implements Command {
  @Override
  public String name() {
    return "maintain";
  }

  @Override
  public String summary() {
    return "Drops old generations from a table, compacts its files, forgets old snapshots and"
        + " deletes what nobody needs; may run beside a night.";
  }

  @Override
  public CommandKeys keys() {
    return CommandKeys.required("output.table").own("maintain").shared("catalog", "report");
  }

  @Override
  public String example() {
    return "maintain catalog.warehouse=out/lake output.table=lake.photos.vectors";
  }

  @Override
  public void check(Settings settings) {
    TableName.of(settings.string("output.table"));
    Options.catalog(settings);
    Options.maintain(settings);
  }

  @Override
  public Optional<Path> reportBeside(Settings settings) {
    return EmbedNight.place(settings);
  }

  /** Not where the night's report is, which is worth more. */
  @Override
  public String reportSuffix() {
    return "_maintain";
  }

  @Override
  public void run(CommandContext context) throws IOException {
    Settings settings = context.settings();
    TableName name = TableName.of(settings.string("output.table"));
    CatalogOptions catalog = Options.catalog(settings);
    MaintainOptions options = Options.maintain(settings);
    List<Done> done = new ArrayList<>();
    var maintenance =
        new Maintenance(context.spark(), options, context.report().runId(), InstantSource.system());
    try {
      maintenance.run(catalog, name, context.progress(), done::add);
    } finally { // each step stands, whatever becomes of the next
      show(context, name, done);
    }
  }

  private static void show(CommandContext context, TableName name, List<Done> done) {
    if (done.isEmpty()) {
      return;
    }
    context.report().rowsRemoved(done.stream().mapToLong(Done::droppedRows).sum());
    Table table = new Table();
    done.forEach(step -> table.row(step.step(), step.subject(), step.result().text()));
    context.out().printf("%s%n%s", name, table.indent(2));
    if (done.stream().allMatch(step -> step.result().isIdle())) {
      context.out().println("Nothing to do");
    }
  }
}
