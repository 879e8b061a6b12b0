package io.nightjar.archive;

import io.nightjar.image.ContentHash;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Which images were being decoded when a run's process died. Kept in local mode, where the driver
 * dies with its tasks and only the next run can know; elsewhere Spark tells a task that it is not
 * the first to try. A folder of the machine's, named after the output; in it a file for each task
 * under way.
 *
 * @param folder null where none is kept
 * @param suspects URIs that an earlier run left
 */
public record DecodeJournal(String folder, Set<String> suspects)
    implements Serializable, AutoCloseable {
  /** Keeps none. */
  public static final DecodeJournal NONE = new DecodeJournal(null, Set.of());

  public DecodeJournal {
    suspects = Set.copyOf(suspects);
  }

  /**
   * Opens the journal of whatever writes an output.
   *
   * @param output any name of its own, such as its URI
   */
  public static DecodeJournal open(JavaSparkContext spark, String output) {
    if (!spark.isLocal()) {
      return NONE;
    }
    String local = spark.getConf().get("spark.local.dir", System.getProperty("java.io.tmpdir"));
    Path folder =
        Path.of(
            local.replaceFirst(",.*", ""),
            "nightjar-decoding-" + System.getProperty("user.name"),
            ContentHash.of(output.getBytes(StandardCharsets.UTF_8)).hex());
    try {
      Files.createDirectories(folder);
      return new DecodeJournal(folder.toString(), left(folder));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + folder, e);
    }
  }

  private static Set<String> left(Path folder) throws IOException {
    Set<String> suspects = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        InFlight.read(file).ifPresent(suspects::add);
      }
    }
    return suspects;
  }

  /** For one task: notes of what is in flight, deleted when it is closed. */
  InFlight begin(long task) {
    return folder == null
        ? InFlight.unnoted()
        : InFlight.in(Path.of(folder, ProcessHandle.current().pid() + "-" + task));
  }

  /** Forgets everything: the run has come to an end of its own. */
  @Override
  public void close() {
    if (folder == null) {
      return;
    }
    Path path = Path.of(folder);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(path);
    } catch (NoSuchFileException e) {
      // another run of the same output was faster
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + folder, e);
    }
  }
}
