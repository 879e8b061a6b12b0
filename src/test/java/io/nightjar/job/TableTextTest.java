package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.embedding.night.Generation;
import io.nightjar.embedding.night.PastCommit;
import io.nightjar.embedding.night.PastCommit.Kind;
import io.nightjar.embedding.night.TableHolder;
import io.nightjar.embedding.night.TableInspection;
import io.nightjar.embedding.night.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TableTextTest {
  private static final Instant NOW = Instant.parse("2026-03-10T06:00:00Z");
  private static final String FINGERPRINT = "0123456789abcdef".repeat(4);

  @Test
  void aTableThatNobodyHasWrittenToYet() {
    assertThat(lines(new TableInspection("file:/lake/t", none(), List.of(), List.of(), List.of())))
        .containsExactly(
            "Table",
            "name      lake.photos.t",
            "location  file:/lake/t",
            "held by   no run",
            "",
            "Generations (newest first; times in UTC)",
            "none",
            "",
            "Nights (newest first; images and rows)",
            "none",
            "",
            "Rejects (most frequent first)",
            "none",
            "");
  }

  @Test
  void tellsWhoHoldsItAndWhoWasKilled() {
    assertThat(lines(heldBy(true)))
        .contains("held by   run r1, process 7 on node3 since 2026-03-10T01:30:00Z");
    assertThat(lines(heldBy(false)))
        .contains(
            "held by   run r1, process 7 on node3 since 2026-03-10T01:30:00Z: it was killed, the"
                + " next night takes over");
  }

  private static TableInspection heldBy(boolean alive) {
    var holder = new TableHolder("r1", "7 on node3", "2026-03-10T01:30:00Z", alive);
    return new TableInspection("x", Optional.of(holder), List.of(), List.of(), List.of());
  }

  @Test
  void whatIsNotKnownOfAnOldGenerationIsLeftOpen() {
    Generation old =
        new Generation(FINGERPRINT, 1200, 0, OptionalInt.empty(), none(), none(), none());

    assertThat(lines(new TableInspection("x", none(), List.of(old), List.of(), List.of())))
        .anyMatch(line -> line.matches(FINGERPRINT + "  1,200        0          -  - +- +-"));
  }

  @Test
  void nightsStandAmongOtherCommitsAndFurtherFiguresBelowThem() {
    List<PastCommit> commits =
        List.of(
            commit("2026-03-10T02:00:00Z", Kind.FOREIGN, "delete", Map.of()),
            commit(
                "2026-03-09T02:00:00Z",
                Kind.NIGHT,
                "overwrite",
                Map.of(
                    "run-id", "r1",
                    "model-fingerprint", FINGERPRINT,
                    "rejects-snapshot-id", "123456789",
                    "images-listed", "1200000",
                    "rows-written", "7",
                    "images-per-second", "812.25",
                    "drift-mean", "0.0123456",
                    "drift-verdict", "calm")),
            commit(
                "2026-03-08T02:00:00Z",
                Kind.COMPACTION,
                "replace",
                Map.of("maintenance-run-id", "m1")));

    assertThat(lines(new TableInspection("x", none(), List.of(), commits, List.of())))
        .containsSubsequence(
            "when                 what                     generation       listed  read  written"
                + "  reused  removed  rejected  images/s  run",
            "2026-03-10 02:00:00  another engine's delete  -                     -     -        -"
                + "       -        -         -         -  -",
            "2026-03-09 02:00:00  night                    0123456789ab  1,200,000     -        7"
                + "       -        -         -     812.3  r1",
            "2026-03-08 02:00:00  compaction               -                     -     -        -"
                + "       -        -         -         -  m1",
            "Further figures of these nights",
            "when                 drift-mean",
            "2026-03-09 02:00:00     0.01235");
  }

  private static PastCommit commit(
      String at, Kind kind, String operation, Map<String, String> summary) {
    return new PastCommit(Instant.parse(at), kind, operation, new TreeMap<>(summary));
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }

  private static List<String> lines(TableInspection table) {
    return new TableText(TableName.of("lake.photos.t"), table, NOW)
        .toString()
        .lines()
        .map(String::stripTrailing)
        .toList();
  }
}
