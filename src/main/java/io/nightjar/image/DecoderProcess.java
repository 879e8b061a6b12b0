package io.nightjar.image;

import io.nightjar.Printable;
import io.nightjar.image.DecoderFrames.BrokenAnswerException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A JVM that decodes and does nothing else. For one thread at a time. */
final class DecoderProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecoderProcess.class);

  private static final List<String> OPTIONS =
      List.of(
          // An image of 256 MiB, the most that is read, and two copies of it; pixels are native.
          "-Xmx1g",
          "-Xmn64m", // or a third would be kept for what is young
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+DisplayVMOutputToStderr", // standard output is for the answers
          "-XX:-UsePerfData", // a file in the machine's temporary folder
          "-Djava.awt.headless=true");

  /**
   * All that the process is told of this one's surroundings, where keys and tokens may be: how to
   * find libraries and name files, and what keeps its natives quiet and small.
   */
  private static final Set<String> ENVIRONMENT =
      Set.of(
          "PATH",
          "LANG",
          "LC_ALL",
          "LC_CTYPE",
          "TMPDIR",
          "LD_LIBRARY_PATH",
          "OMP_NUM_THREADS",
          "OMP_WAIT_POLICY",
          "OPENCV_LOG_LEVEL",
          "MALLOC_ARENA_MAX");

  /** What of this process's properties tells where files go and natives are, beside JavaCPP's. */
  private static final Set<String> OWN_PROPERTIES = Set.of("java.io.tmpdir", "ZstdNativePath");

  /** Hundreds of times what the slowest image within the limits takes. */
  private static final int ANSWER_SECONDS = 120;

  private static final int DEATH_SECONDS = 10;
  private static final int TAIL = 2_000;

  private final ImageShape shape;
  private final Process process;
  private final Complaints complaints;
  private final DataOutputStream out;
  private final DataInputStream in;
  private String broken = "";

  /**
   * Starts one and waits until it is ready.
   *
   * @throws IOException when it cannot be started, or ends at once
   */
  DecoderProcess(Preprocessing preprocessing, DecodeLimits limits) throws IOException {
    shape = preprocessing.shape();
    ProcessBuilder builder = new ProcessBuilder(command());
    scrub(builder.environment());
    process = builder.start();
    complaints = Complaints.of(process);
    out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    CompletableFuture<Void> watch = watch();
    boolean ready = false;
    try {
      DecoderFrames.sendSettings(new DecoderFrames.Settings(preprocessing, limits), out);
      DecoderFrames.receiveReady(in);
      ready = true;
    } finally {
      watch.cancel(false);
      if (!ready) {
        close();
      }
    }
  }

  /** Leaves of an environment what such a process may know. */
  static void scrub(Map<String, String> environment) {
    environment.keySet().retainAll(ENVIRONMENT);
  }

  /**
   * Decodes there.
   *
   * @throws IOException when the process has ended over it, or was ended since it did not answer or
   *     not as a decoder does
   */
  DecodeResult decode(EncodedImage image) throws IOException {
    CompletableFuture<Void> watch = watch();
    try {
      DecoderFrames.sendImage(image, out);
      return DecoderFrames.receiveResult(shape, in);
    } catch (BrokenAnswerException e) {
      broken = e.getMessage();
      process.destroyForcibly();
      throw e;
    } finally {
      watch.cancel(false);
    }
  }

  /** Nothing else ends a read from a pipe. */
  private CompletableFuture<Void> watch() {
    Executor later = CompletableFuture.delayedExecutor(ANSWER_SECONDS, TimeUnit.SECONDS);
    return CompletableFuture.runAsync(process::destroyForcibly, later);
  }

  /** How it ended, and what it said last. */
  String end() {
    try {
      if (!broken.isEmpty()) {
        return broken;
      }
      if (!process.waitFor(DEATH_SECONDS, TimeUnit.SECONDS)) {
        return "it does not answer";
      }
      complaints.awaitEnd();
      String tail = complaints.tail();
      return "exit code " + process.exitValue() + (tail.isEmpty() ? "" : ", " + tail);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The end of what a process says on standard error, however much that is. */
  private static final class Complaints {
    private final InputStream from;
    private final Thread reader;
    private byte[] kept = {};

    private Complaints(InputStream from) {
      this.from = from;
      this.reader = new Thread(this::read, "decoder-complaints");
      reader.setDaemon(true);
    }

    static Complaints of(Process process) {
      Complaints complaints = new Complaints(process.getErrorStream());
      complaints.reader.start();
      return complaints;
    }

    private void read() {
      byte[] buffer = new byte[TAIL];
      try (from) {
        for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
          keep(buffer, length);
        }
      } catch (IOException e) {
        LOG.debug("Standard error of the decoder's process has broken off", e);
      }
    }

    private synchronized void keep(byte[] more, int length) {
      byte[] all = Arrays.copyOf(kept, kept.length + length);
      System.arraycopy(more, 0, all, kept.length, length);
      kept = Arrays.copyOfRange(all, Math.max(0, all.length - TAIL), all.length);
    }

    /** What a process has said last, once it has ended. */
    synchronized String tail() {
      return Printable.line(new String(kept, StandardCharsets.ISO_8859_1).strip());
    }

    /** Waits until all is read. */
    void awaitEnd() throws InterruptedException {
      reader.join(TimeUnit.SECONDS.toMillis(DEATH_SECONDS));
    }
  }

  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    // By a name that nobody can have put a link at, since the folder may be everybody's.
    String crash = "nightjar-decoder-" + UUID.randomUUID() + ".log";
    command.add("-XX:ErrorFile=" + Path.of(System.getProperty("java.io.tmpdir"), crash));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("org.bytedeco.") || OWN_PROPERTIES.contains(name))
        .map(name -> "-D" + name + "=" + System.getProperty(name))
        .forEach(command::add);
    // On an executor our jar is no part of the class path: Spark has a loader of its own for it.
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path") + File.pathSeparator + ownJar()));
    command.add(DecoderMain.class.getName());
    return command;
  }

  private static Path ownJar() {
    try {
      return Path.of(DecoderMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
