package io.nightjar.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A JVM that decodes and does nothing else. For one thread at a time. */
final class DecoderProcess implements AutoCloseable {
  private static final List<String> OPTIONS =
      List.of(
          // An image of 256 MiB, the most that is read, and two copies of it; pixels are native.
          "-Xmx1g",
          "-Xmn64m", // or a third would be kept for what is young
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+DisplayVMOutputToStderr", // standard output is for the answers
          "-Djava.awt.headless=true");

  /** They print to standard output, or start agents whose ports are taken. */
  private static final List<String> OPTIONS_OF_OTHERS =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /** Hundreds of times what the slowest image within the limits takes. */
  private static final int ANSWER_SECONDS = 120;

  private static final int DEATH_SECONDS = 10;
  private static final int TAIL = 2_000;

  private final Process process;
  private final Path complaints;
  private final ObjectOutputStream out;
  private final ObjectInputStream in;

  /**
   * Starts one and waits until it is ready.
   *
   * @throws IOException when it cannot be started, or ends at once
   */
  DecoderProcess(Preprocessing preprocessing, DecodeLimits limits) throws IOException {
    complaints = Files.createTempFile("nightjar-decoder", ".err");
    boolean ready = false;
    try {
      ProcessBuilder builder = new ProcessBuilder(command()).redirectError(complaints.toFile());
      builder.environment().keySet().removeAll(OPTIONS_OF_OTHERS);
      process = builder.start();
      CompletableFuture<Void> watch = watch();
      out = new ObjectOutputStream(new BufferedOutputStream(process.getOutputStream()));
      out.writeObject(preprocessing);
      DecoderMain.send(limits, out);
      in = new ObjectInputStream(new BufferedInputStream(process.getInputStream()));
      receive();
      watch.cancel(false);
      ready = true;
    } finally {
      if (!ready) {
        close();
      }
    }
  }

  /**
   * Decodes there.
   *
   * @throws IOException when the process has ended over it, or was ended since it did not answer
   * @throws IllegalStateException when our own code failed there
   */
  DecodeResult decode(EncodedImage image) throws IOException {
    CompletableFuture<Void> watch = watch();
    try {
      DecoderMain.send(image, out);
      Object answer = receive();
      if (answer instanceof Throwable failure) {
        throw new IllegalStateException("Decoding failed", failure);
      }
      return (DecodeResult) answer;
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
  String end() throws IOException {
    try {
      if (!process.waitFor(DEATH_SECONDS, TimeUnit.SECONDS)) {
        return "it does not answer";
      }
      String said = Files.readString(complaints, StandardCharsets.ISO_8859_1);
      String tail = said.substring(Math.max(0, said.length() - TAIL)).replaceAll("\\s+", " ");
      return "exit code " + process.exitValue() + (tail.isBlank() ? "" : ", " + tail.strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      process.destroyForcibly();
    }
    Files.deleteIfExists(complaints);
  }

  private Object receive() throws IOException {
    try {
      return in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("The decoder's process is of another version", e);
    }
  }

  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.add(
        "-XX:ErrorFile="
            + Path.of(System.getProperty("java.io.tmpdir"), "nightjar-decoder-%p.log"));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("org.bytedeco.") || name.equals("java.io.tmpdir"))
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
