package io.nightjar.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that decodes and does nothing else. For one thread. */
final class DecoderProcess implements AutoCloseable {
  /** Room for one encoded image and its copies; pixels are native. */
  private static final List<String> OPTIONS =
      List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true");

  private static final int DEATH_SECONDS = 10;

  private final Process process;
  private final ObjectOutputStream out;
  private final ObjectInputStream in;

  /**
   * Starts one and waits until it is ready.
   *
   * @throws IOException when it cannot be started, or ends at once
   */
  DecoderProcess(Preprocessing preprocessing, DecodeLimits limits) throws IOException {
    process = new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      out = new ObjectOutputStream(new BufferedOutputStream(process.getOutputStream()));
      out.writeObject(preprocessing);
      send(limits);
      in = new ObjectInputStream(new BufferedInputStream(process.getInputStream()));
      receive();
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /**
   * Decodes there.
   *
   * @throws IOException when the process has ended over it
   */
  DecodeResult decode(EncodedImage image) throws IOException {
    send(image);
    return (DecodeResult) receive();
  }

  /** How it ended, for people. */
  String end() {
    try {
      return process.waitFor(DEATH_SECONDS, TimeUnit.SECONDS)
          ? "exit code " + process.exitValue()
          : "it does not answer";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void send(Object object) throws IOException {
    out.writeObject(object);
    out.reset();
    out.flush();
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
    command.add("-XX:ErrorFile=" + Path.of(temporary(), "nightjar-decoder-%p.log"));
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

  private static String temporary() {
    return System.getProperty("java.io.tmpdir");
  }

  private static Path ownJar() {
    try {
      return Path.of(DecoderMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
