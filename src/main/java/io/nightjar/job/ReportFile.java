package io.nightjar.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/** Where a run report goes. */
record ReportFile(Path path) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  /** The one beside an output: {@code <output>_run-report.json}. */
  static ReportFile beside(Path output) {
    return new ReportFile(new Path(output.getParent(), output.getName() + "_run-report.json"));
  }

  /** Whether there is one, of an earlier run. */
  boolean isThere(Configuration hadoop) throws IOException {
    return path.getFileSystem(hadoop).exists(path);
  }

  /** The text of a report. */
  static String json(RunReport.Content content) throws IOException {
    return JSON.writeValueAsString(content);
  }

  /** Writes aside and renames, so that a reader sees an old report or a new one, whole. */
  void write(RunReport.Content content, Configuration hadoop) throws IOException {
    // FileContext, because FileSystem has no rename that replaces.
    FileContext files = FileContext.getFileContext(hadoop);
    Path aside = new Path(path.getParent(), "." + path.getName() + "." + content.runId());
    EnumSet<CreateFlag> flags = EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE);
    try (OutputStream out = files.create(aside, flags, CreateOpts.createParent())) {
      JSON.writeValue(out, content);
    } catch (IOException | FSError e) {
      files.delete(aside, false);
      throw e;
    }
    files.rename(aside, path, Rename.OVERWRITE);
  }
}
