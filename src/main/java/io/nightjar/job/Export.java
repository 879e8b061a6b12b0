package io.nightjar.job;

import io.nightjar.bundle.Fingerprint;
import io.nightjar.embedding.rows.Generation;
import io.nightjar.embedding.rows.NpyExport;
import io.nightjar.embedding.rows.ParquetExport;
import io.nightjar.embedding.rows.RowsReader;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** {@code nightjar export}. */
final class Export implements Command {
  /** Either format's, so that one may take the other's place. */
  private static final OutputDirectory.Contents CONTENTS =
      new OutputDirectory.Contents(
          OutputDirectory.Contents.SPARK.finishedBy(),
          Pattern.compile(
              OutputDirectory.Contents.SPARK.files().pattern() + "|" + NpyExport.FILES));

  @Override
  public String name() {
    return "export";
  }

  @Override
  public String summary() {
    return "Writes rows to a plain Parquet directory, or to .npy files with their uris.";
  }

  @Override
  public CommandKeys keys() {
    return CommandKeys.required("export.rows", "output.path")
        .own("export")
        .shared("catalog", "output.overwrite", "report");
  }

  @Override
  public String example() {
    return "export export.rows=lake.photos.vectors catalog.warehouse=out/lake export.format=npy"
        + " output.path=out/vectors";
  }

  @Override
  public void check(Settings settings) {
    Options.rows(settings, name());
    if (settings.choice("export.format", Format.class) == Format.NPY) {
      settings.flag("export.stddev");
    }
    output(settings);
  }

  @Override
  public List<String> inputs() {
    return List.of("export.rows");
  }

  @Override
  public Optional<OutputDirectory> output(Settings settings) {
    return Optional.of(OutputDirectory.of(settings, "output.path", CONTENTS));
  }

  @Override
  public void run(CommandContext context) throws IOException {
    Settings settings = context.settings();
    Format format = settings.choice("export.format", Format.class);
    NpyExport.Stddev stddev =
        settings.flag("export.stddev") ? NpyExport.Stddev.WRITTEN : NpyExport.Stddev.LEFT_OUT;
    Generation rows = RowsReader.open(context.spark(), Options.rows(settings, name()));
    context.report().modelFingerprint(rows.model().fingerprint());
    OutputDirectory output = output(settings).orElseThrow();
    output.requireOutside(rows.location(), rows.origin(), context.hadoop());
    requireStddevs(rows, stddev); // while what was there before still is
    output.clear(context.hadoop());
    long written = format.write(rows, stddev, context.progress(), output.path());
    context.report().rowsWritten(written);
    context
        .out()
        .printf(
            Locale.ROOT,
            "Rows  %,d of %s, model %s, in %s%n",
            written,
            rows.origin(),
            Fingerprint.shown(rows.model().fingerprint()),
            output.path());
  }

  private static void requireStddevs(Generation rows, NpyExport.Stddev stddev) {
    if (stddev == NpyExport.Stddev.WRITTEN) {
      NpyExport.requireStddevs(rows);
    }
  }

  /** {@code export.format}. */
  private enum Format {
    PARQUET {
      @Override
      long write(Generation rows, NpyExport.Stddev stddev, Progress progress, Path directory)
          throws IOException {
        return new ParquetExport(rows, progress).write(directory);
      }
    },
    NPY {
      @Override
      long write(Generation rows, NpyExport.Stddev stddev, Progress progress, Path directory)
          throws IOException {
        return new NpyExport(rows, stddev, progress).write(directory);
      }
    };

    abstract long write(Generation rows, NpyExport.Stddev stddev, Progress progress, Path directory)
        throws IOException;
  }
}
