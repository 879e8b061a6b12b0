package io.nightjar.job;

import io.nightjar.ChildProcess;
import io.nightjar.runtime.NativeLibraries;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Runs command lines one after the other in a JVM of their own, each with Spark's properties of its
 * own, as so many processes would: there Spark is not running yet, and starts anew or fails to.
 */
final class CommandLines {
  private CommandLines() {}

  /** One of them. */
  record Line(List<String> properties, List<String> words) {
    static Line of(List<String> properties, String... words) {
      return new Line(properties, List.of(words));
    }

    /** Parted by tabs, which none of it has. */
    private String written() {
      return String.join("\t", properties) + "\t--\t" + String.join("\t", words);
    }

    static Line read(String written) {
      List<String> fields = Arrays.asList(written.split("\t", -1));
      int end = fields.indexOf("--");
      List<String> properties =
          fields.subList(0, end).stream().filter(text -> !text.isEmpty()).toList();
      return new Line(properties, fields.subList(end + 1, fields.size()));
    }
  }

  /** How one ended: its exit code, and its lines on standard error. */
  record Result(int code, List<String> errors) {
    private String written() {
      return code + "\t" + String.join("\t", errors);
    }

    static Result read(String written) {
      String[] fields = written.split("\t", 2);
      return new Result(Integer.parseInt(fields[0]), List.of(fields[1].split("\t", -1)));
    }
  }

  /** Runs them all; gives what came of each. */
  static List<Result> run(Path folder, List<Line> lines) throws Exception {
    Path given = folder.resolve("lines.txt");
    Path results = folder.resolve("results.txt");
    Files.write(given, lines.stream().map(Line::written).toList());
    ChildProcess.java(
            folder,
            "@"
                + Path.of(System.getProperty("nightjar.spark.home"), "java.options")
                    .toAbsolutePath(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            CommandLines.class.getName(),
            given.toString(),
            results.toString())
        .with("SPARK_LOCAL_IP", "127.0.0.1")
        .run()
        .succeeded();
    return Files.readAllLines(results).stream().map(Result::read).toList();
  }

  public static void main(String[] arguments) throws IOException {
    NativeLibraries.prepare();
    List<String> results = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      results.add(result(Line.read(line)).written());
    }
    Files.write(Path.of(arguments[1]), results);
    System.exit(0);
  }

  private static Result result(Line line) {
    line.properties().forEach(CommandLines::set);
    StringWriter err = new StringWriter();
    Console console =
        new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), Progress.none());
    int code =
        new Nightjar(console, run -> {})
            .run(Nightjar.commands(), line.words().toArray(String[]::new));
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    line.properties().forEach(property -> System.clearProperty(name(property)));
    return new Result(code, err.toString().lines().toList());
  }

  private static void set(String property) {
    System.setProperty(name(property), property.substring(name(property).length() + 1));
  }

  private static String name(String property) {
    return property.substring(0, property.indexOf('='));
  }
}
