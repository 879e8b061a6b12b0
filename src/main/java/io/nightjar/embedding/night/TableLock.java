package io.nightjar.embedding.night;

import io.nightjar.OutputHeldException;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run at a time on a table. The holder's name is a property of the table, set by comparing and
 * swapping its metadata; that it lives, a file beside the table's data tells, which it writes anew
 * every few seconds. A holder that was killed blocks nobody: its file is seen to stand still, and
 * the sooner believed to where its process is gone.
 *
 * <p>A run that is stopped for long may lose the lock and go on. So whoever holds it looks again
 * before each commit, and rows are appended only where none have come since they were planned.
 */
final class TableLock implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(TableLock.class);
  static final String PROPERTY = "nightjar.held-by";
  private static final Duration BEAT = Duration.ofSeconds(3);
  private static final int MAX_BEAT_BYTES = 1024;

  /** For a process that seems to be gone: it may be another container's, or the clock was set. */
  private static final Duration GONE_AFTER = BEAT.multipliedBy(2).plusSeconds(1);

  /** What begins the name of a run that holds the table for seconds. */
  private static final String MAINTENANCE = "maintain-";

  private static final Duration LONGEST_MAINTENANCE = Duration.ofMinutes(10);

  /** No file system takes so long to write a few bytes, or the holder is as good as gone. */
  private static final Duration DEAD_AFTER = Duration.ofSeconds(30);

  private final TableOperations table;
  private final String holder;
  private final Path heartbeat;
  private final FileSystem files;
  private final ScheduledExecutorService beating =
      Executors.newSingleThreadScheduledExecutor(TableLock::daemon);
  private long beats;

  private TableLock(TableOperations table, String holder, Path heartbeat, FileSystem files) {
    this.table = table;
    this.holder = holder;
    this.heartbeat = heartbeat;
    this.files = files;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "table-lock");
    thread.setDaemon(true);
    return thread;
  }

  /** Where Nightjar keeps what is no part of the table; such names are hidden to Iceberg. */
  static Path folder(Table table) {
    return new Path(table.location(), "_nightjar");
  }

  /**
   * Takes the lock, if need be from a run that is no more.
   *
   * @throws OutputHeldException when a living run holds it
   */
  static TableLock take(Table rows, String runId, Configuration hadoop) throws IOException {
    TableOperations table = ((HasTableOperations) rows).operations();
    Path heartbeat = heartbeat(folder(rows), runId);
    String process =
        "%s %s %d %s"
            .formatted(
                runId,
                InetAddress.getLocalHost().getHostName(),
                ProcessHandle.current().pid(),
                started(ProcessHandle.current()));
    var lock = new TableLock(table, process, heartbeat, heartbeat.getFileSystem(hadoop));
    lock.take(rows.name());
    lock.beat();
    var unused =
        lock.beating.scheduleAtFixedRate(
            lock::beat, BEAT.toSeconds(), BEAT.toSeconds(), TimeUnit.SECONDS);
    return lock;
  }

  /** A name of that folder and no path, whatever the table's property says whose run it is. */
  private static Path heartbeat(Path folder, String runId) {
    return new Path(folder, "heartbeat-" + runId.replaceAll("[^\\w.-]", "_"));
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Object::toString).orElse("?");
  }

  /**
   * Takes the lock for seconds, so that nights which begin meanwhile wait.
   *
   * @throws OutputHeldException when a living run holds it
   */
  static TableLock takeForMaintenance(Table rows, String runId, Configuration hadoop)
      throws IOException {
    return take(rows, MAINTENANCE + runId, hadoop);
  }

  private void take(String name) throws IOException {
    long deadline = System.nanoTime() + LONGEST_MAINTENANCE.toNanos();
    while (true) {
      TableMetadata base = table.refresh();
      String held = base.properties().get(PROPERTY);
      if (held != null && held.startsWith(MAINTENANCE) && System.nanoTime() < deadline) {
        if (isAlive(held, heartbeat.getParent(), files)) {
          continue;
        }
      } else if (held != null && isAlive(held, heartbeat.getParent(), files)) {
        throw new OutputHeldException(
            "%s is held by %s: wait until that has ended".formatted(name, describe(held)));
      }
      if (held != null) {
        LOG.warn("Taking {} over from {}, which is no more", name, held);
        files.delete(heartbeatOf(held, heartbeat.getParent()), false);
      }
      Map<String, String> properties = new HashMap<>(base.properties());
      properties.put(PROPERTY, holder);
      try {
        table.commit(base, base.replaceProperties(properties));
        // A REST catalog puts two runs' properties one over the other: the later one has it. The
        // other one sees it now, or before it commits.
        if (holder.equals(table.refresh().properties().get(PROPERTY))) {
          return;
        }
      } catch (CommitFailedException e) {
        LOG.info("{} has changed: looking again who holds it", name, e);
      }
    }
  }

  /**
   * Whether a run lives that a table's property names. May take half a minute to find out for one
   * of another machine.
   */
  static boolean isAlive(Table rows, String held, Configuration hadoop) throws IOException {
    return isAlive(held, folder(rows), folder(rows).getFileSystem(hadoop));
  }

  private static boolean isAlive(String held, Path folder, FileSystem files) throws IOException {
    Path file = heartbeatOf(held, folder);
    Duration patience = isProcessGone(held) ? GONE_AFTER : DEAD_AFTER;
    long deadline = System.nanoTime() + patience.toNanos();
    String before = null;
    IOException failure = null;
    while (System.nanoTime() < deadline) {
      try {
        String beat = lastBeat(file, files);
        if (before != null && !beat.equals(before)) {
          return true;
        }
        before = beat;
      } catch (IOException e) { // it is being written, perhaps
        failure = e;
      }
      pause();
    }
    if (before == null && failure != null) {
      throw failure;
    }
    return false;
  }

  private static Path heartbeatOf(String held, Path folder) {
    return heartbeat(folder, held.split(" ", 2)[0]);
  }

  private static boolean isProcessGone(String held) throws IOException {
    String[] parts = held.split(" ", -1);
    return parts.length == 4
        && parts[1].equals(InetAddress.getLocalHost().getHostName())
        && parts[2].matches("\\d{1,18}")
        && ProcessHandle.of(Long.parseLong(parts[2]))
            .filter(process -> started(process).equals(parts[3]))
            .isEmpty();
  }

  private static void pause() {
    try {
      Thread.sleep(BEAT.toMillis() / 5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking whether a run lives", e);
    }
  }

  /** Empty while it is being written, or is not there. */
  private static String lastBeat(Path file, FileSystem files) throws IOException {
    try (InputStream in = files.open(file)) {
      return new String(in.readNBytes(MAX_BEAT_BYTES), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      return "";
    }
  }

  private void beat() {
    try (OutputStream out = files.create(heartbeat, true)) {
      out.write(String.valueOf(beats++).getBytes(StandardCharsets.UTF_8));
    } catch (IOException | RuntimeException e) { // which would end all further beats
      LOG.warn("Cannot write {}", heartbeat, e);
    }
  }

  /**
   * Makes sure that nobody has taken it for a dead run's.
   *
   * @throws OutputHeldException when somebody has
   */
  void requireHeld() {
    String held = table.refresh().properties().get(PROPERTY);
    if (!holder.equals(held)) {
      throw new OutputHeldException(
          "Another run has taken the table%s: this one did not answer for too long"
              .formatted(held == null ? "" : ", " + describe(held)));
    }
  }

  /**
   * Makes sure that nobody has taken the table from a run that has failed: whoever takes it deletes
   * what that has staged.
   *
   * @param failure comes of that, if somebody has
   */
  void requireHeld(Exception failure) {
    try {
      requireHeld();
    } catch (OutputHeldException lost) {
      lost.addSuppressed(failure);
      throw lost;
    } catch (RuntimeException e) { // the catalog's
      failure.addSuppressed(e);
    }
  }

  private static String describe(String held) {
    return "run " + held.replaceFirst(" (\\S+) (\\S+) .*", " on $1 (process $2)");
  }

  /** What fails here has no consequence: without a heartbeat it is nobody's before long. */
  @Override
  public void close() {
    try {
      stopBeating();
      letGo();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot let go of the table", e);
    }
  }

  private void letGo() {
    while (true) {
      TableMetadata base = table.refresh();
      if (!holder.equals(base.properties().get(PROPERTY))) {
        return;
      }
      Map<String, String> properties = new HashMap<>(base.properties());
      properties.remove(PROPERTY);
      try {
        table.commit(base, base.replaceProperties(properties));
        return;
      } catch (CommitFailedException e) {
        LOG.info("The table has changed: letting go of it once more", e);
      }
    }
  }

  private void stopBeating() throws IOException {
    beating.shutdown();
    try {
      beating.awaitTermination(DEAD_AFTER.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    files.delete(heartbeat, false);
  }
}
