package io.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.embedding.FailureBudget.Demand;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FailureBudgetTest {
  private static final FailureBudget BUDGET = new FailureBudget(0.05, 10);

  @Test
  void aFewRejectsPassWhateverFractionTheyAre() {
    assertThat(refusal(BUDGET, 7, 1, 6)).isEmpty();
    assertThat(refusal(BUDGET, 11, 10, 1)).isEmpty();
  }

  @Test
  void aBrokenUploadAloneDoesNotStopAnArchiveThatHasRows() {
    assertThat(refusal(BUDGET, 1, 1, 6)).isEmpty();
    assertThat(refusal(BUDGET, 3, 3, 1)).isEmpty();
  }

  @Test
  void aboveTheAllowanceTheFractionCounts() {
    assertThat(refusal(BUDGET, 220, 11, 209)).isEmpty();
    assertThat(refusal(BUDGET, 219, 11, 208))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .startsWith("Rejected 11 of 219 images read {corrupt=11}, 5.0% where")
                    .contains(
                        "allows 5.0% above the 10 of embed.rejected-allowance: nothing was"
                            + " published; evidence; rejected were")
                    .endsWith("raise either key to publish all the same"));
    assertThat(refusal(new FailureBudget(0.05, 11), 219, 11, 208)).isEmpty();
    assertThat(refusal(new FailureBudget(0.06, 10), 219, 11, 208)).isEmpty();
  }

  @Test
  void whereNothingIsEmbeddedNothingIsPublishedUnlessAllMayBeRejected() {
    assertThat(refusal(BUDGET, 1, 1, 0))
        .contains(
            "Rejected 1 of 1 images read {corrupt=1}, and none is embedded: nothing was published;"
                + " evidence; rejected were file:/0.png (corrupt);"
                + " embed.max-rejected-fraction=1 publishes them all the same");
    assertThat(refusal(new FailureBudget(0.99, 10), 3, 3, 0)).isPresent();
    assertThat(refusal(new FailureBudget(1, 0), 3, 3, 0)).isEmpty();
  }

  @Test
  void withoutNewRejectsEverythingPasses() {
    FailureBudget none = new FailureBudget(0, 0);
    assertThat(refusal(none, 0, 0, 0)).isEmpty();
    assertThat(refusal(none, 5, 0, 5)).isEmpty();
    assertThat(refusal(none, 5, 1, 4)).isPresent();
  }

  /** A folder that cannot be listed is no image that was read, but it is no archive either. */
  @Test
  void whatListingCannotReachCountsOnlyWhereThereIsNothingElse() {
    assertThat(BUDGET.refusal(unlisted(20, 1), "evidence")).isEmpty();
    assertThat(BUDGET.refusal(unlisted(20, 0), "evidence"))
        .get()
        .asString()
        .startsWith("Could not list 20 places {unreadable=20}, and none is embedded: nothing was");
  }

  private static Demand unlisted(long folders, long rows) {
    return new Demand(rows, folders, Map.of("unreadable", folders), List.of(), rows);
  }

  @Test
  void theFirstFiveByUriAreNamedWhateverTheirOrder() {
    Stream<RejectExample> all =
        IntStream.of(7, 3, 1, 6, 2, 5, 4).mapToObj(i -> new RejectExample("file:/" + i, "empty"));

    List<RejectExample> examples = RejectExample.firstOf(all);

    assertThat(RejectExample.lines(examples, 7))
        .containsExactly(
            "file:/1 (empty)",
            "file:/2 (empty)",
            "file:/3 (empty)",
            "file:/4 (empty)",
            "file:/5 (empty)",
            "and 2 more");
  }

  @Test
  void limitsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> new FailureBudget(1.5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("max-rejected-fraction: 1.5 (expected 0 to 1)");
    assertThatThrownBy(() -> new FailureBudget(0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rejected-allowance: -1 (expected 0 or more)");
  }

  private static Optional<String> refusal(
      FailureBudget budget, long read, long rejected, long rows) {
    Map<String, Long> reasons = rejected == 0 ? Map.of() : Map.of("corrupt", rejected);
    List<RejectExample> examples =
        RejectExample.firstOf(
            IntStream.range(0, (int) rejected)
                .mapToObj(i -> new RejectExample("file:/%d.png".formatted(i), "corrupt")));
    return budget.refusal(new Demand(read, 0, reasons, examples, rows), "evidence");
  }
}
