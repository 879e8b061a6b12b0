package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SharedSpark;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DecodeJournalIT {
  private final JavaSparkContext spark = SharedSpark.context();
  private final String output = "file:///out/" + UUID.randomUUID();
  private final DecodeJournal journal = DecodeJournal.open(spark, output);

  @AfterEach
  void forget() {
    journal.close();
  }

  @Test
  void findsWhatWasInFlightWhenItsProcessDied() {
    InFlight dead = journal.begin(1);
    dead.enter("file:///a.jpg");
    dead.leave();
    dead.enter("file:///b.jpg");

    assertThat(DecodeJournal.open(spark, output).suspects()).containsExactly("file:///b.jpg");
    assertThat(DecodeJournal.open(spark, output + "2").suspects()).isEmpty();
  }

  @Test
  void suspectsNothingBetweenImages() {
    InFlight dead = journal.begin(1);
    dead.enter("file:///a.jpg");
    dead.leave();

    assertThat(DecodeJournal.open(spark, output).suspects()).isEmpty();
  }

  @Test
  void aTaskThatEndsTakesItsNotesWithIt() {
    try (InFlight task = journal.begin(1)) {
      task.enter("file:///a.jpg");
    }

    assertThat(DecodeJournal.open(spark, output).suspects()).isEmpty();
  }

  @Test
  void knowsVeryLongNamesByTheirBeginning() {
    String uri = "file:///" + "x".repeat(10_000);
    journal.begin(1).enter(uri);

    assertThat(DecodeJournal.open(spark, output).suspects())
        .containsExactly(InFlight.noted(uri))
        .allMatch(uri::startsWith);
  }

  @Test
  void aRunThatEndsLeavesNothing() {
    journal.begin(1).enter("file:///a.jpg");
    journal.close();

    assertThat(Path.of(journal.folder())).doesNotExist();
  }
}
