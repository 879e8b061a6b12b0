package io.nightjar.archive;

import io.nightjar.image.ContentHash;
import io.nightjar.runtime.PrivateFolder;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which images were being decoded when a run's process died. Kept in local mode, where the driver
 * dies with its tasks and only the next run can know; elsewhere Spark tells a task that it is not
 * the first to try.
 *
 * <p>A folder of the user's own on this machine, named after the archive, so that the next night
 * knows too. In it a note for each task under way, and the suspects that earlier runs found. It is
 * a help and no condition: where it cannot be kept, the log says so and the run goes on without.
 *
 * @param notes what the names of this run's notes begin with; null where none are kept
 * @param suspects URIs that earlier runs left
 */
public record DecodeJournal(String notes, Set<String> suspects)
    implements Serializable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecodeJournal.class);
  private static final String SUSPECTS = "suspects";

  /** Those that a process apart has decoded without harm: once. */
  private static final String CLEARED = "cleared";

  /** More than a machine's codec has ever died of; the latest count. */
  private static final int MOST_SUSPECTS = 10_000;

  /** Keeps none. */
  public static final DecodeJournal NONE = new DecodeJournal(null, Set.of());

  public DecodeJournal {
    suspects = Set.copyOf(suspects);
  }

  /** Opens the journal of whatever reads an archive. */
  public static DecodeJournal open(JavaSparkContext spark, Archive archive) {
    if (!spark.isLocal()) {
      return NONE;
    }
    String temporary = System.getProperty("java.io.tmpdir");
    String local = spark.getConf().get("spark.local.dir", temporary).replaceFirst(",.*", "");
    Path folder = Path.of(local, "nightjar-decoding-" + System.getProperty("user.name"));
    return in(folder, archive.uri());
  }

  /**
   * The same in a folder, which is made.
   *
   * @param archive its URI
   */
  static DecodeJournal in(Path folder, String archive) {
    String name = ContentHash.of(archive.getBytes(StandardCharsets.UTF_8)).hex();
    try {
      // What is in it is written to, by names that can be guessed.
      Path own = PrivateFolder.open(PrivateFolder.open(folder).resolve(name));
      String run = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
      return new DecodeJournal(own.resolve(run).toString(), collect(own));
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot keep a journal of what is decoded in {}: going on without", folder, e);
      return NONE;
    }
  }

  /** Adds what dead runs have left to the suspects, and takes their notes away. */
  private static Set<String> collect(Path folder) throws IOException {
    Set<String> suspects = new LinkedHashSet<>(lines(folder.resolve(SUSPECTS)));
    int known = suspects.size();
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(folder, "*-*")) {
      for (Path note : notes) {
        if (isOfTheDead(note)) {
          InFlight.read(note).ifPresent(suspects::add);
        }
      }
    }
    if (suspects.size() > known) {
      write(folder.resolve(SUSPECTS), suspects);
    }
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(folder, "*-*")) {
      for (Path note : notes) {
        if (isOfTheDead(note)) {
          Files.deleteIfExists(note);
        }
      }
    }
    return suspects;
  }

  private static void write(Path file, Collection<String> uris) throws IOException {
    List<String> latest = uris.stream().skip(Math.max(0, uris.size() - MOST_SUSPECTS)).toList();
    Path aside = Files.createTempFile(file.getParent(), file.getFileName().toString(), "");
    Files.write(aside, latest, StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Takes a suspect back that has done no harm in a process apart: whoever killed that run killed
   * it for another reason. If it comes again it stays one, for what a process does may depend on
   * what it did before.
   *
   * @param noted its URI, as it is noted
   */
  void clear(String noted) {
    if (notes == null) {
      return;
    }
    Path folder = Path.of(notes).getParent();
    synchronized (DecodeJournal.class) {
      try {
        Set<String> cleared = new LinkedHashSet<>(lines(folder.resolve(CLEARED)));
        if (cleared.add(noted)) {
          write(folder.resolve(CLEARED), cleared);
          Set<String> left = new LinkedHashSet<>(lines(folder.resolve(SUSPECTS)));
          left.remove(noted);
          write(folder.resolve(SUSPECTS), left);
        }
      } catch (IOException e) {
        LOG.warn("Cannot take a suspect out of {}", folder, e);
      }
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** In a container every run's process may have the same number, which then is this one's. */
  private static boolean isOfTheDead(Path note) {
    String name = note.getFileName().toString();
    long pid = Long.parseLong(name, 0, name.indexOf('-'), 10);
    return pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty();
  }

  /** For one task: a note of what is in flight, deleted when it is closed. */
  InFlight begin(long task) {
    return notes == null ? InFlight.unnoted() : InFlight.in(Path.of(notes + "-" + task));
  }

  /** Takes this run's notes away, and folders without any: it has come to an end of its own. */
  @Override
  public void close() {
    if (notes == null) {
      return;
    }
    Path own = Path.of(notes);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(own.getParent(), own.getFileName() + "-*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.delete(own.getParent());
      Files.delete(own.getParent().getParent());
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      LOG.debug("Others have notes there, or suspects are kept", e);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}-*", notes, e);
    }
  }
}
