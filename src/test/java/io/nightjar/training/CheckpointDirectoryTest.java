package io.nightjar.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.OutputHeldException;
import io.nightjar.model.Elbo;
import io.nightjar.training.Checkpoints.OtherRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointDirectoryTest {
  private static final RunIdentity CONFIGURATION =
      new RunIdentity(Map.of("training.epochs", "3", "training.learning-rate", "0.001"));
  private static final RunIdentity IDENTITY = CONFIGURATION.with("training images", "60");

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();
  private Path directory;

  @BeforeEach
  void nameDirectory() {
    directory = folder.resolve("my.bundle_checkpoints");
  }

  @Test
  void givesBackWhatWasSaved() throws IOException {
    save(7, 8);

    Checkpoint found = open("second").newest(CONFIGURATION).orElseThrow();

    assertThat(found).usingRecursiveComparison().isEqualTo(checkpoint(8));
  }

  @Test
  void keepsTheNewestOnes() throws IOException {
    save(1, 2, 3, 4, 5);

    assertThat(names()).containsExactly("holder", round(4), round(5));
  }

  @Test
  void savesEverySoManyRounds() throws IOException {
    Checkpoints checkpoints = open("run", new CheckpointOptions(3, 0, 9), OtherRun.REFUSE);
    for (int round = 1; round <= 10; round++) {
      int done = round;
      checkpoints.offer(round, () -> checkpoint(done));
    }
    assertThat(names()).containsExactly("holder", round(3), round(6), round(9));
  }

  @Test
  void savesNothingBeforeItIsTime() throws IOException {
    Checkpoints checkpoints = open("run", new CheckpointOptions(0, 10, 9), OtherRun.REFUSE);
    checkpoints.offer(1_000, () -> checkpoint(1_000));
    checkpoints.delete();
    assertThat(directory).doesNotExist();
  }

  @Test
  void passesADamagedOneOverAndSaysSo() throws IOException {
    save(1, 2);
    Path tensors = directory.resolve(round(2)).resolve("tensors.safetensors");
    byte[] bytes = Files.readAllBytes(tensors);
    bytes[bytes.length - 1] ^= 1;
    Files.write(tensors, bytes);

    Checkpoints second = open("second");
    Checkpoint found = second.newest(CONFIGURATION).orElseThrow();

    assertThat(found.rounds()).isEqualTo(1);
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("Checkpoint %s: ".formatted(directory.resolve(round(2))))
        .contains("tensors.safetensors has changed", "passed over");
    second.offer(2, () -> checkpoint(2));
    assertThat(open("third").newest(CONFIGURATION).orElseThrow().rounds()).isEqualTo(2);
  }

  @Test
  void passesAHalfWrittenOneOver() throws IOException {
    save(1, 2);
    Files.delete(directory.resolve(round(2)).resolve("SHA256SUMS"));
    Files.createDirectories(directory.resolve(round(3) + "_writing-by-a-killed-run"));

    assertThat(open("second").newest(CONFIGURATION).orElseThrow().rounds()).isEqualTo(1);
    assertThat(names()).containsExactly("holder", round(1));
  }

  @Test
  void startsAnewWhereAllAreDamaged() throws IOException {
    save(1);
    Files.delete(directory.resolve(round(1)).resolve("state.json"));
    assertThat(open("second").newest(CONFIGURATION)).isEmpty();
  }

  @Test
  void refusesAnotherConfigurationWithBothValues() throws IOException {
    save(1);
    RunIdentity other = CONFIGURATION.with("training.learning-rate", "0.01");

    assertThatThrownBy(() -> open("second").newest(other))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("training.learning-rate=0.001, now 0.01")
        .hasMessageContaining("output.overwrite=true");
    assertThat(names()).contains(round(1));
  }

  @Test
  void refusesOtherImages() throws IOException {
    save(1);
    Checkpoints second = open("second");
    Optional<Checkpoint> found = second.newest(CONFIGURATION);

    assertThatThrownBy(() -> second.accept(found, IDENTITY.with("training images", "61")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("training images=60, now 61");
  }

  @Test
  void dropsAnotherConfigurationWhenTold() throws IOException {
    save(1);
    Checkpoints second = open("second", every(1), OtherRun.DROP);

    assertThat(second.newest(CONFIGURATION.with("training.epochs", "4"))).isEmpty();

    assertThat(directory).doesNotExist();
    assertThat(said).singleElement().asString().contains("training.epochs=3, now 4");
    second.offer(1, () -> checkpoint(1));
    assertThat(names()).containsExactly("holder", round(1));
  }

  @Test
  void aRunThatGoesOnTakesOver() throws IOException {
    Checkpoints first = open("first");
    first.offer(1, () -> checkpoint(1));
    Checkpoints second = open("second");
    second.newest(CONFIGURATION);

    assertThatThrownBy(() -> first.offer(2, () -> checkpoint(2)))
        .isInstanceOf(OutputHeldException.class)
        .hasMessageContaining(directory.toString());
    assertThatThrownBy(first::requireHeld).isInstanceOf(OutputHeldException.class);
    second.offer(2, () -> checkpoint(2));
    second.delete();
    assertThat(directory).doesNotExist();
    assertThatThrownBy(first::delete).isInstanceOf(OutputHeldException.class);
  }

  @Test
  void ofTwoRunsFromTheStartTheFirstToSaveHolds() throws IOException {
    Checkpoints first = open("first");
    Checkpoints second = open("second");
    second.offer(1, () -> checkpoint(1));
    assertThatThrownBy(() -> first.offer(1, () -> checkpoint(1)))
        .isInstanceOf(OutputHeldException.class);
  }

  private void save(int... rounds) throws IOException {
    Checkpoints checkpoints = open("first");
    for (int round : rounds) {
      checkpoints.offer(round, () -> checkpoint(round));
    }
  }

  private Checkpoints open(String runId) throws IOException {
    return open(runId, every(1), OtherRun.REFUSE);
  }

  private Checkpoints open(String runId, CheckpointOptions options, OtherRun otherRun)
      throws IOException {
    return Checkpoints.in(
        new org.apache.hadoop.fs.Path(directory.toString()),
        options,
        otherRun,
        runId,
        said::add,
        new Configuration());
  }

  private static CheckpointOptions every(int rounds) {
    return new CheckpointOptions(rounds, 0, 2);
  }

  private static Checkpoint checkpoint(int rounds) {
    return new Checkpoint(
        IDENTITY,
        1,
        rounds - 1,
        rounds,
        new RoundTotals(20, 1.0 / 3, 0.1, 0.05, 0.06),
        List.of(new EpochSummary(1, 40, Math.PI, new Elbo(5, 0.1, 0.2, 0.3), 1.5, 1, 1.25)),
        new NetworkState(
            new float[] {0.1f, -2e-30f, rounds}, new float[] {Float.MIN_VALUE, 1f / 3}, rounds),
        new MovingAverage(new float[] {1, 2, 3}, new float[] {1e-9f, 0, 0}),
        new BestEpoch(1, 0.06, new float[] {4, 5, 6}),
        "{}\n".getBytes(UTF_8));
  }

  private static String round(int rounds) {
    return "round-%012d".formatted(rounds);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
