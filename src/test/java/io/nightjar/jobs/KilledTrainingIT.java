package io.nightjar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.ChildProcess.Ended;
import io.nightjar.ChildProcess.Running;
import io.nightjar.TestArchives;
import io.nightjar.job.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of training at random moments, each time started again, ends with the fingerprint
 * of a run that was left alone. Twice, or with {@code -Dnightjar.long=true} ten times.
 */
@Timeout(1800)
final class KilledTrainingIT {
  private static final boolean LONG = Boolean.getBoolean("nightjar.long");
  private static final int KILLS = LONG ? 10 : 1;
  private static final int EPOCHS = LONG ? 60 : 10;
  private static final int MOST_ROUNDS_A_LIFE = 8;
  private static final int MOST_MILLIS_MORE = 300;

  private final Random random = new Random(20);
  @TempDir private Path folder;
  private Path archive;
  private Path bundle;
  private Path checkpoints;

  @BeforeEach
  void makeArchive() {
    archive = TestArchives.files(folder.resolve("archive"), 40, 8, 8);
    bundle = folder.resolve("killed.bundle");
    checkpoints = folder.resolve("killed.bundle_checkpoints");
  }

  @Test
  void endsWithTheBitsOfAnUndisturbedRun() throws Exception {
    List<Long> moments = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      long until = newestRound() + 1 + random.nextInt(MOST_ROUNDS_A_LIFE);
      try (Running running = start(bundle)) {
        running.await(() -> newestRound() >= until);
        Thread.sleep(random.nextInt(MOST_MILLIS_MORE));
        assertThat(running.process().isAlive()).as("is killed in the middle").isTrue();
        running.process().destroyForcibly().waitFor();
        assertThat(bundle.resolve("SHA256SUMS")).as("looks finished").doesNotExist();
        moments.add(newestRound());
      }
    }

    Ended ended;
    try (Running last = start(bundle)) {
      ended = last.end().succeeded();
    }

    Path undisturbed = folder.resolve("undisturbed.bundle");
    new Terminal().succeed("train", training(undisturbed));
    assertThat(fingerprint(bundle))
        .as("killed after rounds %s", moments)
        .isEqualTo(fingerprint(undisturbed));
    assertThat(ended.out()).contains("Goes on from " + checkpoints);
    assertThat(checkpoints).doesNotExist();
    assertThat(rounds(bundle)).isEqualTo(rounds(undisturbed)).isNotEmpty();
  }

  /** What the history says in each line that does not depend on the clock. */
  private List<String> rounds(Path output) throws IOException {
    List<String> rounds = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(output + "_history.jsonl"))) {
      JsonNode round = new ObjectMapper().readTree(line);
      rounds.add(
          "%s %s %s".formatted(round.path("round"), round.path("loss"), round.path("validation")));
    }
    return rounds;
  }

  private Running start(Path output) throws IOException {
    return Launcher.nightjar(folder)
        .within(Duration.ofMinutes(5))
        .start(
            Stream.concat(Stream.of("--master", "local[2]", "train"), Stream.of(training(output)))
                .toArray(String[]::new));
  }

  private String[] training(Path output) {
    return new String[] {
      "archive.path=" + archive,
      "image.height=8",
      "image.width=8",
      "model.architecture=dense",
      "model.dense.widths=16",
      "model.latent-size=3",
      "training.epochs=" + EPOCHS,
      "training.workers=2",
      "training.threads-per-worker=1",
      "training.batch-size=4",
      "training.averaging-frequency=1",
      "training.validation-fraction=0.1",
      "training.checkpoint.rounds=1",
      "bundle=" + output
    };
  }

  /** 0 before the first checkpoint. */
  private long newestRound() {
    if (!Files.isDirectory(checkpoints)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("round-\\d+"))
          .mapToLong(name -> Long.parseLong(name.substring("round-".length())))
          .max()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String fingerprint(Path bundle) throws IOException {
    return new ObjectMapper()
        .readTree(bundle.resolve("manifest.json").toFile())
        .path("fingerprint")
        .textValue();
  }
}
