package io.nightjar.job;

import io.nightjar.bundle.Fingerprint;
import io.nightjar.embedding.night.Generation;
import io.nightjar.embedding.night.PastCommit;
import io.nightjar.embedding.night.TableHolder;
import io.nightjar.embedding.night.TableInspection;
import io.nightjar.embedding.night.TableInspection.Rejects;
import io.nightjar.embedding.night.TableName;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table of rows as {@code inspect} prints it. Figures of a night that are not among its usual
 * counts go by their own names in a section of theirs.
 *
 * @param now by which ages are told
 */
record TableText(TableName name, TableInspection table, Instant now) {
  private static final String NOTHING = "-";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  /** A night's usual counts by the heads of their columns. */
  private static final Map<String, String> COUNTS =
      Map.of(
          "listed", "images-listed",
          "read", "images-read",
          "written", "rows-written",
          "reused", "rows-reused",
          "removed", "rows-removed",
          "rejected", "rejected");

  private static final List<String> COUNT_HEADS =
      List.of("listed", "read", "written", "reused", "removed", "rejected");

  /** Names, which are no figures. */
  private static final List<String> NAMES =
      List.of("run-id", "model-fingerprint", "rejects-snapshot-id", "maintenance-run-id");

  @Override
  public String toString() {
    return section("Table", identity())
        + section("Generations (newest first; times in UTC)", generations())
        + section("Nights (newest first; images and rows)", nights())
        + figures().map(figures -> section("Further figures of these nights", figures)).orElse("")
        + section("Rejects (most frequent first)", rejects());
  }

  private static String section(String title, Table table) {
    String text = table.toString();
    return "%s%n%s%n".formatted(title, text.isEmpty() ? "none\n" : text);
  }

  private Table identity() {
    return new Table()
        .row("name", name.toString())
        .row("location", table.location())
        .row("held by", table.holder().map(TableText::holder).orElse("no run"));
  }

  private static String holder(TableHolder holder) {
    return "run %s, process %s since %s%s"
        .formatted(
            holder.runId(),
            holder.process(),
            holder.since(),
            holder.alive() ? "" : ": it was killed, the next night takes over");
  }

  private Table generations() {
    List<Generation> generations = table.generations();
    if (generations.isEmpty()) {
      return new Table();
    }
    Table text =
        new Table()
            .alignRight(1, 2, 3)
            .row(
                "fingerprint",
                "rows",
                "rejects",
                "dimension",
                "first night",
                "last night",
                "bundle written");
    generations.forEach(
        generation ->
            text.row(
                generation.fingerprint(),
                count(generation.rows()),
                count(generation.rejects()),
                generation.dimension().isPresent()
                    ? count(generation.dimension().getAsInt())
                    : NOTHING,
                generation.firstNight().map(TIME::format).orElse(NOTHING),
                generation.lastNight().map(TIME::format).orElse(NOTHING),
                generation.bundleCreatedAt().map(this::age).orElse(NOTHING)));
    return text;
  }

  private String age(Instant then) {
    long days = Duration.between(then, now).toDays();
    return "%s, %,d days ago".formatted(TIME.format(then), days);
  }

  private Table nights() {
    if (table.commits().isEmpty()) {
      return new Table();
    }
    Table text =
        new Table()
            .alignRight(3, 4, 5, 6, 7, 8, 9)
            .row(
                cells(
                    List.of("when", "what", "generation"),
                    COUNT_HEADS.stream(),
                    "images/s",
                    "run"));
    table.commits().forEach(commit -> text.row(row(commit)));
    return text;
  }

  private static String[] row(PastCommit commit) {
    Map<String, String> summary = commit.summary();
    String fingerprint = summary.getOrDefault("model-fingerprint", NOTHING);
    return cells(
        List.of(TIME.format(commit.at()), what(commit), Fingerprint.shown(fingerprint)),
        COUNT_HEADS.stream().map(head -> figure(summary.get(COUNTS.get(head)))),
        figure(summary.get("images-per-second")),
        summary.getOrDefault("run-id", summary.getOrDefault("maintenance-run-id", NOTHING)));
  }

  private static String[] cells(
      List<String> first, Stream<String> counts, String rate, String run) {
    return Stream.of(first.stream(), counts, Stream.of(rate, run))
        .flatMap(cells -> cells)
        .toArray(String[]::new);
  }

  private static String what(PastCommit commit) {
    return switch (commit.kind()) {
      case NIGHT -> "night";
      case COMPACTION -> "compaction";
      case DROP -> "generations dropped";
      case FOREIGN -> "another engine's " + commit.operation();
    };
  }

  /** Empty where no night has any. */
  private Optional<Table> figures() {
    List<PastCommit> nights =
        table.commits().stream().filter(c -> c.kind() == PastCommit.Kind.NIGHT).toList();
    TreeSet<String> names = new TreeSet<>();
    nights.forEach(
        night ->
            night.summary().entrySet().stream()
                .filter(figure -> isFigure(figure.getValue()))
                .map(Map.Entry::getKey)
                .forEach(names::add));
    names.removeAll(COUNTS.values());
    names.removeAll(NAMES);
    names.remove("images-per-second");
    if (names.isEmpty()) {
      return Optional.empty();
    }
    int[] right = IntStream.rangeClosed(1, names.size()).toArray();
    List<String> head = new ArrayList<>(List.of("when"));
    head.addAll(names);
    Table text = new Table().alignRight(right).row(head.toArray(String[]::new));
    for (PastCommit night : nights) {
      List<String> cells = new ArrayList<>(List.of(TIME.format(night.at())));
      names.forEach(figure -> cells.add(figure(night.summary().get(figure))));
      text.row(cells.toArray(String[]::new));
    }
    return Optional.of(text);
  }

  private static boolean isFigure(String value) {
    return value.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");
  }

  /** Whole numbers with their thousands apart, others to four digits. */
  private static String figure(String value) {
    if (value == null || !isFigure(value)) {
      return NOTHING;
    }
    return value.matches("-?\\d{1,18}")
        ? count(Long.parseLong(value))
        : String.format(Locale.ROOT, "%.4g", Double.parseDouble(value));
  }

  private Table rejects() {
    if (table.rejects().isEmpty()) {
      return new Table();
    }
    Table text =
        new Table()
            .alignRight(3, 4)
            .row(
                "generation",
                "stage",
                "reason",
                "rejects",
                "attempts",
                "first seen",
                "last seen",
                "for example");
    table.rejects().forEach(rejects -> addRejects(text, rejects));
    return text;
  }

  private static void addRejects(Table text, Rejects rejects) {
    text.row(
        Fingerprint.shown(rejects.fingerprint()),
        rejects.stage(),
        rejects.reason(),
        count(rejects.count()),
        rejects.attempts() == 1 ? "1" : "up to " + count(rejects.attempts()),
        TIME.format(rejects.firstSeenAt()),
        TIME.format(rejects.lastSeenAt()),
        rejects.example());
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
