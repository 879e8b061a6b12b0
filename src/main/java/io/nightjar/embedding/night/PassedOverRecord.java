package io.nightjar.embedding.night;

import io.nightjar.archive.PassedOverCounts;
import io.nightjar.embedding.night.PassedOverFiles.State;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the last night has passed over, in a file beside the table, so that the next one does not
 * open it again. It is a cache: whatever it does not hold, or holds of other bytes, is looked at
 * again, and it says nothing of images.
 *
 * <p>Gzipped text: a line for how the archive was read, then for each file its URI, length,
 * modification time and when it was seen, in milliseconds since 1970, the images in it, and what
 * was passed over in it by extension, and at the end how many files that were. URIs and extensions
 * have no blanks.
 */
final class PassedOverRecord {
  private static final Logger LOG = LoggerFactory.getLogger(PassedOverRecord.class);

  /** Rises when more is taken for an image: what was passed over before is then looked at again. */
  private static final String VERSION = "1 ";

  /** What the last line begins with: streams end as if nothing had happened where writing fails. */
  private static final String END = "end ";

  private static final int COLUMNS = 6;

  private final Path file;
  private final String firstLine;
  private final Configuration hadoop;

  private PassedOverRecord(Path file, String firstLine, Configuration hadoop) {
    this.file = file;
    this.firstLine = firstLine;
    this.hadoop = hadoop;
  }

  /**
   * Finds the record of a table.
   *
   * @param rule how the archive is read: what was passed over under another one may be an image
   */
  static PassedOverRecord of(Table rows, String rule, Configuration hadoop) {
    return at(new Path(TableLock.folder(rows), "passed-over.gz"), rule, hadoop);
  }

  static PassedOverRecord at(Path file, String rule, Configuration hadoop) {
    return new PassedOverRecord(file, VERSION + rule.replaceAll("\\s", " "), hadoop);
  }

  /** Reads it: nothing is known where it is missing, damaged or of another rule. */
  PassedOverFiles read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(file.getFileSystem(hadoop).open(file)),
                StandardCharsets.UTF_8))) {
      if (!firstLine.equals(lines.readLine())) {
        return PassedOverFiles.NONE;
      }
      Map<String, State> states = new HashMap<>();
      String line = lines.readLine();
      for (; !line.startsWith(END); line = lines.readLine()) {
        String[] columns = line.split(" ", COLUMNS);
        states.put(columns[0], state(columns));
      }
      return line.equals(END + states.size()) ? new PassedOverFiles(states) : PassedOverFiles.NONE;
    } catch (FileNotFoundException e) {
      return PassedOverFiles.NONE;
    } catch (IOException | RuntimeException e) { // whatever the bytes are
      LOG.warn("What was passed over is looked at again: {} cannot be read", file, e);
      return PassedOverFiles.NONE;
    }
  }

  private static State state(String[] columns) {
    Map<String, Long> counts = new HashMap<>();
    for (String count : columns[5].split(" ", -1)) {
      int end = count.lastIndexOf('=');
      counts.put(count.substring(0, end), Long.parseLong(count.substring(end + 1)));
    }
    return new State(
        Long.parseLong(columns[1]),
        Instant.ofEpochMilli(Long.parseLong(columns[2])),
        Instant.ofEpochMilli(Long.parseLong(columns[3])),
        Long.parseLong(columns[4]),
        PassedOverCounts.of(counts));
  }

  /** Writes it anew. Where that fails half-way, the next night finds it damaged and ignores it. */
  void write(PassedOverFiles passedOver) throws IOException {
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(file.getFileSystem(hadoop).create(file, true)),
                StandardCharsets.UTF_8))) {
      out.write(firstLine + "\n");
      for (Map.Entry<String, State> entry : passedOver.states().entrySet()) {
        out.write(entry.getKey() + " " + text(entry.getValue()) + "\n");
      }
      out.write(END + passedOver.states().size() + "\n");
    }
  }

  private static String text(State state) {
    String counts =
        state.counts().byExtension().entrySet().stream()
            .map(count -> count.getKey() + "=" + count.getValue())
            .collect(Collectors.joining(" "));
    return "%d %d %d %d %s"
        .formatted(
            state.byteLength(),
            state.modifiedAt().toEpochMilli(),
            state.seenAt().toEpochMilli(),
            state.images(),
            counts);
  }
}
