package io.nightjar.bench;

import io.nightjar.runtime.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * Kills nights: {@code kill -9} of the driver at random moments after planning begins, over as many
 * nights as that takes, half of the kills once publishing has begun. Each is started again until it
 * ends, and the table is compared with that of a run from scratch; all the while a reader counts
 * the rows that it sees, which must be those of whole nights. Prints what the runs were at when
 * they were killed.
 *
 * <p>{@code jobs/bench NightKills FOLDER [KILLS] [SEED]}: 50 kills and seed 1 by default.
 */
public final class NightKills {
  private static final int IMAGES = 300;
  private static final int SIDE = 32;
  private static final Pattern PHASE = Pattern.compile("Night: ([a-z ]+)");
  private static final Set<String> OF_THE_RUN = Set.of("run_id", "embedded_at");
  private static final long POLL_MILLIS = 20;

  /** So that tables are compared now and then. */
  private static final int MOST_OF_A_NIGHT = 8;

  private final Path folder;
  private final Path archive;
  private final SplittableRandom random;
  private final Map<String, Integer> phases = new TreeMap<>();
  private final Set<Long> seen = new ConcurrentSkipListSet<>();
  private final Set<Long> whole = new ConcurrentSkipListSet<>(Set.of(0L));
  private SparkSession spark;
  private volatile boolean ended;
  private int runs;
  private int fresh;

  private NightKills(Path folder, long seed) {
    this.folder = folder;
    this.archive = folder.resolve("archive");
    this.random = new SplittableRandom(seed);
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[0]).toAbsolutePath();
    int kills = args.length > 1 ? Integer.parseInt(args[1]) : 50;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    Files.createDirectories(folder.resolve("log"));
    new NightKills(folder, seed).run(kills);
  }

  private void run(int kills) throws IOException, InterruptedException {
    synthesize("archive", IMAGES, 1);
    synthesize("pool", 10 * kills + IMAGES, 2);
    require(
        nightjar(
            "train",
            "archive.path=" + archive,
            "bundle=" + folder.resolve("x.bundle"),
            "image.height=" + SIDE,
            "image.width=" + SIDE,
            "model.architecture=dense",
            "training.epochs=1",
            "output.overwrite=true"));
    require(end(night("lake")));
    spark = session();
    whole.add(rows("lake"));
    Thread reader = new Thread(this::read, "reader");
    reader.setDaemon(true);
    reader.start();
    int killed = 0;
    int nights = 0;
    while (killed < kills) {
      change();
      nights++;
      long before = rows("lake");
      int here = 0;
      while (killed < kills && here < MOST_OF_A_NIGHT && kill(here % 2 == 1)) {
        killed++;
        here++;
      }
      require(end(night("lake")));
      whole.add(rows("lake"));
      String scratch = "scratch" + nights;
      require(end(night(scratch)));
      List<Map<String, Object>> expected = table(scratch);
      boolean same = table("lake").equals(expected);
      System.out.printf(
          Locale.ROOT,
          "night %d: %d kills, %d rows before, %d after, %s as from scratch; %s%n",
          nights,
          here,
          before,
          expected.size(),
          same ? "the same" : "NOT the same",
          phases);
      if (!same) {
        System.exit(1);
      }
    }
    ended = true;
    reader.join();
    List<Long> halves = seen.stream().filter(count -> !whole.contains(count)).toList();
    System.out.printf(
        "%d kills over %d nights, by what the run was at: %s%n", killed, nights, phases);
    System.out.printf("The reader saw %d states, of which not whole: %s%n", seen.size(), halves);
    System.exit(halves.isEmpty() ? 0 : 1);
  }

  /** False when the run ended before it could be killed. */
  private boolean kill(boolean whilePublishing) throws IOException, InterruptedException {
    Process process = night("lake");
    String from = whilePublishing ? "publish" : "plan";
    while (process.isAlive() && !log().contains("Night: " + from)) {
      Thread.sleep(POLL_MILLIS);
    }
    Thread.sleep(random.nextInt(whilePublishing ? 5_000 : 12_000));
    if (!process.isAlive()) {
      process.waitFor();
      return false;
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    Matcher phase = PHASE.matcher(log());
    String last = "none";
    while (phase.find()) {
      last = phase.group(1);
    }
    phases.merge(last, 1, Integer::sum);
    return true;
  }

  private String log() throws IOException {
    Path log = folder.resolve("log/%04d.log".formatted(runs));
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** Adds, changes, renames, touches, deletes and breaks. */
  private void change() throws IOException {
    List<Path> files = images(archive);
    List<Path> pool = images(folder.resolve("pool"));
    for (int i = 0; i < 30; i++) {
      Path image = pool.get(fresh++ % pool.size());
      Files.copy(
          image,
          archive.resolve("added%d-%s".formatted(fresh, image.getFileName())),
          StandardCopyOption.REPLACE_EXISTING);
    }
    for (int i = 0; i < 5; i++) {
      Files.copy(pool.get(fresh++ % pool.size()), draw(files), StandardCopyOption.REPLACE_EXISTING);
      Path renamed = draw(files);
      Files.move(renamed, archive.resolve("renamed%d-%s".formatted(fresh, renamed.getFileName())));
      Path touched = draw(files);
      Files.write(touched, Files.readAllBytes(touched));
      Files.delete(draw(files));
    }
    Files.writeString(archive.resolve("broken%d.png".formatted(fresh)), "no image " + fresh);
  }

  private Path draw(List<Path> files) {
    return files.remove(random.nextInt(files.size()));
  }

  private static List<Path> images(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return new ArrayList<>(
          files
              .filter(file -> file.toString().matches(".*\\.(png|jpe?g)"))
              .filter(file -> !file.getFileName().toString().startsWith("broken"))
              .sorted()
              .toList());
    }
  }

  private void synthesize(String name, int count, int seed)
      throws IOException, InterruptedException {
    require(
        nightjar(
            "synthesize",
            "output.path=" + folder.resolve(name),
            "output.overwrite=true",
            "synthesize.count=" + count,
            "synthesize.seed=" + seed,
            "synthesize.size=" + SIDE));
  }

  private Process night(String table) throws IOException {
    return start(
        "embed",
        "archive.path=" + archive,
        "bundle=" + folder.resolve("x.bundle"),
        "catalog.warehouse=" + folder.resolve("lake"),
        "output.table=lake.photos." + table,
        "embed.chunk-images=10",
        "embed.max-rejected-fraction=1",
        "embed.max-removed-fraction=1");
  }

  private int nightjar(String... arguments) throws IOException, InterruptedException {
    return end(start(arguments));
  }

  private Process start(String... arguments) throws IOException {
    runs++;
    ProcessBuilder process =
        NightjarProcess.of(arguments)
            .redirectOutput(folder.resolve("log/%04d.txt".formatted(runs)).toFile());
    process
        .environment()
        .put("NIGHTJAR_LOG", folder.resolve("log/%04d.log".formatted(runs)).toString());
    return process.start();
  }

  private static int end(Process process) throws InterruptedException {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  private void require(int exit) {
    if (exit != 0) {
      throw new IllegalStateException("exit %d: see %s/log/%04d.txt".formatted(exit, folder, runs));
    }
  }

  private SparkSession session() {
    System.setProperty("spark.master", "local[1]");
    SparkSession session = SparkSessions.start("nights");
    String key = "spark.sql.catalog.lake";
    session.conf().set(key, "org.apache.iceberg.spark.SparkCatalog");
    session.conf().set(key + ".type", "jdbc");
    session.conf().set(key + ".cache-enabled", "false");
    session.conf().set(key + ".warehouse", folder.resolve("lake").toString());
    session.conf().set(key + ".jdbc.schema-version", "V1");
    session.conf().set(key + ".jdbc.init-catalog-tables", "false");
    session
        .conf()
        .set(
            key + ".uri",
            "jdbc:sqlite:%s/catalog.db?busy_timeout=60000".formatted(folder.resolve("lake")));
    return session;
  }

  private long rows(String table) {
    return spark.read().table("lake.photos." + table).count();
  }

  private void read() {
    while (!ended) {
      seen.add(rows("lake"));
    }
  }

  private List<Map<String, Object>> table(String name) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Row row : spark.read().table("lake.photos." + name).orderBy("uri").collectAsList()) {
      Map<String, Object> columns = new TreeMap<>();
      for (String column : row.schema().fieldNames()) {
        if (!OF_THE_RUN.contains(column)) {
          columns.put(column, rounded(row.getAs(column)));
        }
      }
      rows.add(columns);
    }
    return rows;
  }

  private static Object rounded(Object value) {
    if (value instanceof Float number) {
      return Math.round(number * 1e4);
    }
    return value instanceof scala.collection.Seq<?> list
        ? JavaConverters.seqAsJavaList(list).stream().map(NightKills::rounded).toList()
        : value;
  }
}
