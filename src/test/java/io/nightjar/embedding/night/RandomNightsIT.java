package io.nightjar.embedding.night;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.TestBundles;
import io.nightjar.embedding.night.NightOptions.RetryRejects;
import io.nightjar.image.ContentHash;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nights over an archive that is worked on at random, against a model that knows names and contents
 * alone. A few of them, or with {@code -Dnightjar.long=true} 200; {@code -Dnightjar.nights=N} and
 * {@code -Dnightjar.seed=S} for others.
 */
final class RandomNightsIT {
  private static final int NIGHTS =
      Integer.getInteger("nightjar.nights", Boolean.getBoolean("nightjar.long") ? 200 : 2);

  private static final long SEED = Long.getLong("nightjar.seed", 1);
  private static final int OPERATIONS = 50;
  private static final int FEWEST = 40;
  private static final int MOST = 90;

  /** Two that are written have two times, so that a change always shows. */
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private final TreeMap<String, Content> files = new TreeMap<>();
  private final Map<String, Content> written = new HashMap<>();
  private final Model model = new Model();
  private final Map<String, List<Long>> vectors = new HashMap<>();
  private boolean retries;
  private int made;

  /**
   * What is in a file.
   *
   * @param id an image's number, or less than 0 for one that is broken
   * @param time when it was written
   */
  private record Content(int id, long time) {
    boolean isBroken() {
      return id < 0;
    }

    byte[] bytes() {
      return isBroken() ? ("broken " + id).getBytes(UTF_8) : TestArchives.png(id, 12, 9);
    }

    String hash() {
      return ContentHash.of(bytes()).hex();
    }
  }

  /** Names and contents: what a table should hold, and what a night should come to. */
  private static final class Model {
    private Map<String, Content> before = Map.of();
    private Map<String, String> notes = new TreeMap<>();
    private final TreeSet<String> rejects = new TreeSet<>();
    private final TreeSet<String> doubled = new TreeSet<>();

    Map<String, Long> night(Map<String, Content> now, boolean retries) {
      Map<String, Long> counts = new TreeMap<>();
      Map<String, String> after = new TreeMap<>();
      Map<Integer, Deque<String>> left = left(now);
      now.forEach(
          (name, content) -> {
            String as = role(name, content, retries, left.getOrDefault(content.id(), NONE));
            String from = as.equals("renamed") ? left.get(content.id()).poll() : name;
            if (!content.isBroken() && notes.containsKey(from)) {
              after.put(name, notes.get(from));
            }
            counts.merge(as, 1L, Long::sum);
          });
      counts.put("gone", rows().filter(name -> isGone(name, now)).count());
      counts.put("removed", rows().filter(name -> !isRow(name, now)).count());
      counts.put("doubled", (long) doubled.size());
      before = new TreeMap<>(now);
      notes = after;
      rejects.clear();
      now.forEach(
          (name, content) -> rejects.addAll(content.isBroken() ? List.of(name) : List.of()));
      doubled.clear();
      return counts;
    }

    private static final Deque<String> NONE = new ArrayDeque<>();

    private String role(String name, Content is, boolean retries, Deque<String> left) {
      Content was = before.get(name);
      boolean isTried = doubled.contains(name) || (retries && rejects.contains(name));
      if (is.equals(was) && !isTried) {
        return "unchanged";
      }
      if (is.isBroken()) {
        return rejects.contains(name) ? "rejected-again" : "rejected";
      }
      if (was != null && was.id() == is.id()) {
        return "touched";
      }
      boolean isKnown = before.values().stream().anyMatch(content -> content.id() == is.id());
      String other = isKnown ? "duplicate" : "new";
      return !left.isEmpty() ? "renamed" : was != null && !was.isBroken() ? "changed" : other;
    }

    /** By content, the names that had it and have it no more. */
    private Map<Integer, Deque<String>> left(Map<String, Content> now) {
      Map<Integer, Deque<String>> left = new HashMap<>();
      rows()
          .filter(name -> !now.containsKey(name) || now.get(name).id() != before.get(name).id())
          .forEach(
              name ->
                  left.computeIfAbsent(before.get(name).id(), id -> new ArrayDeque<>()).add(name));
      return left;
    }

    private Stream<String> rows() {
      return before.keySet().stream().filter(name -> isRow(name, before)).sorted();
    }

    private static boolean isRow(String name, Map<String, Content> now) {
      return now.containsKey(name) && !now.get(name).isBroken();
    }

    private boolean isGone(String name, Map<String, Content> now) {
      return !now.containsKey(name)
          && now.values().stream().noneMatch(content -> content.id() == before.get(name).id());
    }
  }

  @Test
  void everyNightCountsAndLeavesWhatNamesAndContentsTell() throws IOException {
    SharedSpark.session();
    var bundle = TestBundles.bundle(TestBundles.model(), folder.resolve("x.bundle"));
    NightFolder nights = new NightFolder(folder.resolve("warehouse"), bundle);
    NightOptions calm = nights.options();
    NightOptions retry = new NightOptions(calm.embed(), calm.chunkImages(), 1, RetryRejects.ALL);
    Map<String, Long> all = new TreeMap<>();
    long start = System.nanoTime();
    for (int night = 1; night <= NIGHTS; night++) {
      String title = "night %d of seed %d".formatted(night, SEED);
      retries = false;
      for (int i = 0; i < OPERATIONS; i++) {
        operate();
      }
      write();
      TreeSet<String> wanted = new TreeSet<>(model.doubled);
      Map<String, Long> expected = model.night(files, retries);

      NightCounts counts = nights.with(retries ? retry : calm).night(folder.resolve("archive"));

      assertThat(counted(counts)).as(title).isEqualTo(without0(expected));
      assertThat(counts.doubled().uris().stream().map(RandomNightsIT::name))
          .as(title)
          .containsExactlyElementsOf(wanted);
      assertThat(counts.listed()).as(title).isEqualTo(files.size());
      assertRows(title, nights.rows().collectAsList());
      assertThat(nights.rejects())
          .as(title)
          .extracting(row -> name(row.getAs("uri")))
          .containsExactlyElementsOf(model.rejects);
      counted(counts).forEach((name, count) -> all.merge(name, count, Long::sum));
      others(nights, night);
    }
    System.out.printf(
        "%d nights of %d operations, seed %d, in %.0f s: %s%n",
        NIGHTS, OPERATIONS, SEED, (System.nanoTime() - start) * 1e-9, all);
  }

  private static Map<String, Long> counted(NightCounts counts) {
    Map<String, Long> all = new TreeMap<>(counts.classes());
    all.put("rejected", counts.rejects());
    all.put("removed", counts.removed());
    return without0(all);
  }

  private static Map<String, Long> without0(Map<String, Long> counts) {
    Map<String, Long> some = new TreeMap<>(counts);
    some.values().removeIf(count -> count == 0);
    return some;
  }

  /** Contents and notes are the model's; whatever has a known content has its very vector. */
  private void assertRows(String title, List<Row> rows) {
    Map<String, String> hashes = new TreeMap<>();
    Map<String, String> notes = new TreeMap<>();
    Map<String, List<Long>> now = new HashMap<>();
    for (Row row : rows) {
      String name = name(row.getAs("uri"));
      assertThat(hashes.put(name, row.getAs("content_sha256"))).as("%s, %s", title, name).isNull();
      List<Long> vector =
          row.<Float>getList(row.fieldIndex("embedding")).stream()
              .map(number -> Math.round(number * 1e5))
              .toList();
      now.put(row.getAs("content_sha256"), vector);
      if (vectors.containsKey(row.<String>getAs("content_sha256"))) {
        assertThat(vector).as(title).isEqualTo(vectors.get(row.<String>getAs("content_sha256")));
      }
      if (row.schema().getFieldIndex("Select").isDefined() && row.getAs("Select") != null) {
        notes.put(name, row.getAs("Select"));
      }
    }
    assertThat(hashes)
        .as(title)
        .isEqualTo(
            files.entrySet().stream()
                .filter(file -> !file.getValue().isBroken())
                .collect(Collectors.toMap(Map.Entry::getKey, file -> file.getValue().hash())));
    assertThat(notes).as(title).isEqualTo(model.notes);
    vectors.clear();
    vectors.putAll(now);
  }

  /** Other writers, and maintenance. */
  private void others(NightFolder nights, int night) throws IOException {
    String table = nights.name.sql();
    String rejects = nights.name.rejects().sql();
    var spark = SharedSpark.session();
    if (night == 1) {
      spark.sql("ALTER TABLE %s ADD COLUMN `Select` string".formatted(table));
    }
    if (night % 5 == 1) {
      spark.sql(
          "UPDATE %s SET `Select` = concat(uri, '%d') WHERE `Select` IS NULL"
              .formatted(table, night));
      model.rows().forEach(name -> model.notes.putIfAbsent(name, uri(name) + night));
    }
    if (night % 7 == 1) {
      twice(model.rows().limit(3).toList(), table, table, "*");
      twice(model.rejects.stream().limit(2).toList(), rejects, rejects, "*");
      String reject =
          "uri, content_sha256, 'decode', 'corrupt', 'x', byte_length, source_uri,"
              + " source_byte_length, source_modified_at, 1, embedded_at, embedded_at, 'x',"
              + " model_fingerprint";
      List<String> both = model.rows().skip(5).limit(2).toList();
      twice(both, table, rejects, reject);
      model.rejects.addAll(both);
    }
    if (night % 10 == 0) {
      new Maintenance(
              spark, new MaintainOptions(2, 1 << 20, 30, 3, 3, 3), "tidy", InstantSource.system())
          .run(nights.catalog, nights.name, Progress.none(), done -> {});
    }
  }

  private void twice(List<String> names, String from, String to, String columns) {
    String uris = names.stream().map(n -> "'" + uri(n) + "'").collect(Collectors.joining(", "));
    if (!names.isEmpty()) {
      String sql = "INSERT INTO %s SELECT %s FROM %s WHERE uri IN (%s)";
      SharedSpark.session().sql(sql.formatted(to, columns, from, uris));
    }
    model.doubled.addAll(names);
  }

  private String uri(String name) {
    return folder.resolve("archive").resolve(name).toUri().toString();
  }

  private static String name(String uri) {
    return uri.substring(uri.lastIndexOf('/') + 1);
  }

  private void operate() {
    int size = files.size();
    int one = size < FEWEST ? 0 : size > MOST ? 6 : random.nextInt(10);
    switch (one) {
      case 0 -> files.put("f%d.png".formatted(++made), image());
      case 1 -> files.computeIfPresent(any(), (name, was) -> new Content(was.id(), ++made));
      case 2 -> files.put(any(), random.nextInt(3) == 0 ? copyOf(any()) : image());
      case 3 -> files.put(random.nextInt(4) == 0 ? any() : newName(), files.remove(any()));
      case 4 -> swap(any(), any());
      case 5 -> files.put(newName(), copyOf(any()));
      case 6 -> files.remove(any());
      case 7 -> files.put(any(), new Content(-1 - random.nextInt(5), ++made));
      case 8 ->
          files.keySet().stream()
              .filter(name -> files.get(name).isBroken())
              .findFirst()
              .ifPresent(name -> files.put(name, image()));
      default -> retries |= random.nextInt(20) == 0;
    }
  }

  private Content image() {
    return new Content(++made, made);
  }

  private Content copyOf(String name) {
    return new Content(files.get(name).id(), ++made);
  }

  private String newName() {
    return "f%d.png".formatted(++made);
  }

  private String any() {
    return new ArrayList<>(files.keySet()).get(random.nextInt(files.size()));
  }

  private void swap(String one, String other) {
    files.put(one, files.put(other, files.get(one)));
  }

  private void write() throws IOException {
    Path archive = Files.createDirectories(folder.resolve("archive"));
    for (String name : List.copyOf(written.keySet())) {
      if (!files.containsKey(name)) {
        Files.delete(archive.resolve(name));
      }
    }
    for (Map.Entry<String, Content> file : files.entrySet()) {
      if (!file.getValue().equals(written.get(file.getKey()))) {
        Path path = archive.resolve(file.getKey());
        Files.write(path, file.getValue().bytes());
        FileTime time = FileTime.from(LONG_AGO.plusSeconds(file.getValue().time()));
        Files.setLastModifiedTime(path, time);
      }
    }
    written.clear();
    written.putAll(files);
  }
}
