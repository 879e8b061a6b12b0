package io.nightjar.job;

import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.PassedOverCounts;
import io.nightjar.archive.Split;
import io.nightjar.bundle.Bundle;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a running command has at hand. */
public final class CommandContext implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommandContext.class);
  private static final String HADOOP_PREFIX = "spark.hadoop.";

  private final String command;
  private final Settings settings;
  private final RunReport report;
  private final Console console;
  private final Runnable sparkHasEnded;
  private final Configuration hadoop = hadoopOfSpark();
  private SparkSession started;
  private boolean closed;
  private Ending ending = () -> {};

  /**
   * @param sparkHasEnded done where Spark ends the process as it starts, as it does over some
   *     settings that cannot work, without a word; while the process ends
   */
  CommandContext(
      String command,
      Settings settings,
      RunReport report,
      Console console,
      Runnable sparkHasEnded) {
    this.command = command;
    this.settings = settings;
    this.report = report;
    this.console = console;
    this.sparkHasEnded = sparkHasEnded;
  }

  /** Hadoop's configuration as Spark will see it, without starting Spark. */
  private static Configuration hadoopOfSpark() {
    Configuration hadoop = new Configuration();
    Arrays.stream(new SparkConf().getAllWithPrefix(HADOOP_PREFIX))
        .forEach(entry -> hadoop.set(entry._1(), entry._2()));
    return hadoop;
  }

  public Settings settings() {
    return settings;
  }

  /** To be filled in as the command goes. */
  public RunReport report() {
    return report;
  }

  public Progress progress() {
    return console.progress();
  }

  /** For results that people read. */
  public PrintWriter out() {
    return console.out();
  }

  /** A line for people among the results, at once. */
  public void tell(String line) {
    console.out().println(line);
    console.out().flush();
  }

  /**
   * Opens an archive, while Spark starts; says what about it costs time and reports how many images
   * it lists.
   */
  public Archive archive(ArchiveOptions options) {
    Archive.requireThere(options, hadoop);
    startSpark();
    Archive archive = Archive.open(options, hadoop);
    archive.advice().forEach(this::tell);
    archive.notices().forEach(this::tell);
    report.imagesListed(archive.listed());
    return archive;
  }

  /**
   * Opens the bundle that the command is given and reports its fingerprint; says so where its
   * network has learnt nothing.
   *
   * @throws io.nightjar.InvalidInputException when it cannot be read, or is not whole
   */
  Bundle bundle() throws IOException {
    Path path = settings.path("bundle");
    Bundle bundle = Bundle.open(path, hadoop);
    report.modelFingerprint(bundle.fingerprint());
    new VerdictText(bundle.manifest().verdict()).warning(path.toString()).ifPresent(this::tell);
    return bundle;
  }

  /**
   * Reports how many images were opened. Of a whole archive those are all that there are, where
   * listing could only guess by their names.
   */
  void reportRead(Archive archive, long images) {
    report.imagesRead(images);
    if (archive.splitByContent() == Split.ALL) {
      report.imagesListed(images);
    }
  }

  /** Says what was no image, if anything was. */
  void tellPassedOver(PassedOverCounts counts) {
    if (counts.total() > 0) {
      tell("Passed over  " + counts.sentence());
    }
  }

  public Configuration hadoop() {
    return hadoop;
  }

  /**
   * The Spark session, started when first asked for, by whichever thread; stopped with the command
   * if it started it.
   */
  public SparkSession spark() {
    SparkSession session = startedOnce();
    // A thread's own, and where Spark SQL looks for its settings.
    SparkSession.setActiveSession(session);
    return session;
  }

  private synchronized SparkSession startedOnce() {
    if (closed) {
      throw new IllegalStateException("the command has ended");
    }
    if (SparkSession.getDefaultSession().isDefined()) {
      return SparkSession.getDefaultSession().get();
    }
    Thread ended = new Thread(sparkHasEnded, "nightjar-spark-ended");
    Runtime.getRuntime().addShutdownHook(ended);
    try {
      started = SparkSessions.start("nightjar " + command);
    } finally {
      Runtime.getRuntime().removeShutdownHook(ended);
    }
    return started;
  }

  /**
   * Begins to start it, for a command that will want it after other work. What fails is told to
   * whoever asks for {@link #spark}, where it is tried again.
   */
  void startSpark() {
    besides(this::startQuietly);
  }

  /** Something that may be given up. */
  interface Ending {
    void run() throws InterruptedException;
  }

  /** What a signal does before the command is ended: in seconds, and from another thread. */
  synchronized void onInterrupt(Ending ending) {
    this.ending = ending;
  }

  /** Lets the command save what it has, before it is ended. */
  void interrupted() {
    Ending last;
    synchronized (this) {
      last = ending;
    }
    try {
      last.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does something in a thread of its own, for which the command does not wait when it ends. */
  static void besides(Runnable work) {
    Thread thread = new Thread(work, "nightjar-besides");
    thread.setDaemon(true);
    thread.start();
  }

  private void startQuietly() {
    try {
      spark();
    } catch (Exception | Error e) { // Spark's come undeclared
      LOG.info("Spark has not started ahead of its use", e);
    }
  }

  /** Returns the Java face of what {@link #spark} returns. */
  public JavaSparkContext sparkContext() {
    return JavaSparkContext.fromSparkContext(spark().sparkContext());
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (started != null) {
      started.stop();
    }
  }
}
