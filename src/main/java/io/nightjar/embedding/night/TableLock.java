package io.nightjar.embedding.night;

import io.nightjar.OutputHeldException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
 * swapping its metadata, which every catalog can; that it lives, a file beside the table's data
 * tells, which it writes anew every few seconds. A holder that was killed blocks nobody: on its own
 * machine its process is seen to be gone, elsewhere its file is seen to stand still.
 */
final class TableLock implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(TableLock.class);
  static final String PROPERTY = "nightjar.held-by";
  private static final String HEARTBEAT = "_nightjar/heartbeat";
  private static final Duration BEAT = Duration.ofSeconds(5);

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

  /**
   * Takes the lock, if need be from a run that is no more.
   *
   * @throws OutputHeldException when a living run holds it
   */
  static TableLock take(Table rows, String runId, Configuration hadoop) throws IOException {
    TableOperations table = ((HasTableOperations) rows).operations();
    Path heartbeat = new Path(rows.location(), HEARTBEAT);
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

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Object::toString).orElse("?");
  }

  private void take(String name) throws IOException {
    while (true) {
      TableMetadata base = table.refresh();
      String held = base.properties().get(PROPERTY);
      if (held != null && isAlive(held)) {
        throw new OutputHeldException(
            "%s is held by run %s: wait until that has ended"
                .formatted(name, held.replaceFirst(" (\\S+) (\\S+) .*", " on $1 (process $2)")));
      }
      if (held != null) {
        LOG.warn("Taking {} over from {}, which is no more", name, held);
      }
      Map<String, String> properties = new HashMap<>(base.properties());
      properties.put(PROPERTY, holder);
      try {
        table.commit(base, base.replaceProperties(properties));
        // A REST catalog puts two runs' properties one over the other: the later one has it.
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
    Path heartbeat = new Path(rows.location(), HEARTBEAT);
    TableOperations table = ((HasTableOperations) rows).operations();
    return new TableLock(table, "", heartbeat, heartbeat.getFileSystem(hadoop)).isAlive(held);
  }

  private boolean isAlive(String held) throws IOException {
    String[] parts = held.split(" ", -1);
    boolean here = parts.length == 4 && parts[1].equals(InetAddress.getLocalHost().getHostName());
    if (here) {
      Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(parts[2]));
      return process.filter(handle -> started(handle).equals(parts[3])).isPresent();
    }
    String before = lastBeat();
    long deadline = System.nanoTime() + DEAD_AFTER.toNanos();
    while (System.nanoTime() < deadline) {
      pause();
      if (!lastBeat().equals(before)) {
        return true;
      }
    }
    return false;
  }

  private static void pause() {
    try {
      Thread.sleep(BEAT.toMillis() / 5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking whether a run lives", e);
    }
  }

  /** Empty while it is being written. */
  private String lastBeat() throws IOException {
    if (!files.exists(heartbeat)) {
      return "";
    }
    try (InputStream in = files.open(heartbeat)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void beat() {
    try (OutputStream out = files.create(heartbeat, true)) {
      out.write("%s %d".formatted(holder, beats++).getBytes(StandardCharsets.UTF_8));
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
          "The table is held by %s now: this run did not answer for too long".formatted(held));
    }
  }

  @Override
  public void close() throws IOException {
    beating.shutdownNow();
    while (true) {
      TableMetadata base = table.refresh();
      if (!holder.equals(base.properties().get(PROPERTY))) {
        return;
      }
      Map<String, String> properties = new HashMap<>(base.properties());
      properties.remove(PROPERTY);
      try {
        table.commit(base, base.replaceProperties(properties));
        files.delete(heartbeat, false);
        return;
      } catch (CommitFailedException e) {
        LOG.info("The table has changed: letting go of it once more", e);
      }
    }
  }
}
