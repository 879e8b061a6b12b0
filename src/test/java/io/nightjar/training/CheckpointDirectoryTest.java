package io.nightjar.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.DisturbedFileSystem;
import io.nightjar.DisturbedFileSystem.Operation;
import io.nightjar.InvalidInputException;
import io.nightjar.OutputHeldException;
import io.nightjar.model.Elbo;
import io.nightjar.training.Checkpoints.OtherRun;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointDirectoryTest {
  private static final RunIdentity CONFIGURATION =
      new RunIdentity(Map.of("training.epochs", "3", "training.learning-rate", "0.001"));
  private static final RunIdentity IDENTITY = CONFIGURATION.with("training images", "60");

  private static final long SECOND = 1_000_000_000;

  private final AtomicLong clock = new AtomicLong(-5 * SECOND);
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

    Checkpoint found = open("second").accept(IDENTITY).orElseThrow();

    assertThat(found).usingRecursiveComparison().isEqualTo(checkpoint(8));
    assertThat(said).singleElement().asString().startsWith("Goes on from " + directory);
  }

  @Test
  void keepsTheNewestOnes() throws IOException {
    save(1, 2, 3, 4, 5);

    assertThat(names()).containsExactly("holder", round(4), round(5));
  }

  @Test
  void savesEverySoManyRounds() throws IOException {
    Checkpoints checkpoints = begin(open("run", new CheckpointOptions(3, 0, 9), OtherRun.REFUSE));
    for (int round = 1; round <= 10; round++) {
      int done = round;
      checkpoints.offer(round, () -> checkpoint(done));
    }
    assertThat(names()).containsExactly("holder", round(3), round(6), round(9));
  }

  @Test
  void savesEverySoManyMinutes() throws IOException {
    Checkpoints checkpoints = begin(open("run", new CheckpointOptions(0, 10, 9), OtherRun.REFUSE));
    checkpoints.offer(1_000, () -> checkpoint(1_000));
    clock.addAndGet(600L * SECOND);
    checkpoints.offer(1_001, () -> checkpoint(1_001));
    checkpoints.offer(1_002, () -> checkpoint(1_002));
    assertThat(names()).containsExactly("holder", round(1_001));
  }

  @Test
  void leavesNothingOfARunThatEndedBeforeItWasTimeToSave() throws IOException {
    Checkpoints checkpoints = begin(open("run", new CheckpointOptions(0, 10, 9), OtherRun.REFUSE));
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
    Checkpoint found = second.accept(IDENTITY).orElseThrow();

    assertThat(found.rounds()).isEqualTo(1);
    assertThat(said.get(0))
        .startsWith("Checkpoint %s: ".formatted(directory.resolve(round(2))))
        .contains("tensors.safetensors has changed", "passed over");
    second.offer(2, () -> checkpoint(2));
    assertThat(open("third").accept(IDENTITY).orElseThrow().rounds()).isEqualTo(2);
  }

  @Test
  void passesAHalfWrittenOneOver() throws IOException {
    save(1, 2);
    Files.delete(directory.resolve(round(2)).resolve("SHA256SUMS"));
    Files.createDirectories(directory.resolve(round(3) + "_writing-by-a-killed-run"));

    assertThat(open("second").accept(IDENTITY).orElseThrow().rounds()).isEqualTo(1);
    assertThat(names()).containsExactly("holder", round(1));
  }

  @Test
  void startsAnewWhereAllAreDamaged() throws IOException {
    save(1);
    Files.delete(directory.resolve(round(1)).resolve("state.json"));
    Checkpoints second = open("second");
    second.requireSame(CONFIGURATION);
    assertThat(second.accept(IDENTITY)).isEmpty();
    assertThat(names()).containsExactly("holder");
  }

  @Test
  void refusesAnotherConfigurationWithBothValues() throws IOException {
    save(1);
    RunIdentity other = CONFIGURATION.with("training.learning-rate", "0.01");

    assertThatThrownBy(() -> open("second").requireSame(other))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("training.learning-rate=0.001, now 0.01")
        .hasMessageContaining("output.overwrite=true");
    assertThat(names()).contains(round(1));
  }

  /** Also where it is known only once the images are decoded. */
  @Test
  void aRunThatIsRefusedChangesNothingAndOustsNobody() throws IOException {
    Checkpoints first = begin(open("first"));
    first.offer(1, () -> checkpoint(1));
    Files.createDirectories(directory.resolve(round(2) + "_writing-by-the-first"));
    List<String> before = names();
    Checkpoints second = open("second");
    second.requireSame(CONFIGURATION);

    assertThatThrownBy(() -> second.accept(IDENTITY.with("training images", "61")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("training images=60, now 61");

    assertThat(names()).isEqualTo(before);
    first.offer(2, () -> checkpoint(2));
    assertThat(names()).contains(round(2));
  }

  @Test
  void lookingLeavesNothingBehind() throws IOException {
    open("first").requireSame(CONFIGURATION);
    assertThat(directory).doesNotExist();

    Files.createDirectories(directory.resolve("store"));
    open("first").requireSame(CONFIGURATION);
    assertThat(names()).containsExactly("store");
  }

  @Test
  void dropsAnotherConfigurationWhenToldButNotTheStore() throws IOException {
    save(1);
    Files.createDirectories(directory.resolve("store"));
    Checkpoints second = open("second", every(1), OtherRun.DROP);
    RunIdentity other = CONFIGURATION.with("training.epochs", "4");

    second.requireSame(other);
    assertThat(names()).contains(round(1));
    assertThat(second.accept(other.with("training images", "60"))).isEmpty();

    assertThat(names()).containsExactly("holder", "store");
    assertThat(said).singleElement().asString().contains("training.epochs=3, now 4");
    second.offer(1, () -> checkpoint(1));
    assertThat(names()).containsExactly("holder", round(1), "store");
  }

  @Test
  void aRunThatGoesOnTakesOver() throws IOException {
    Checkpoints first = begin(open("first"));
    first.offer(1, () -> checkpoint(1));
    Checkpoints second = begin(open("second"));

    assertThatThrownBy(() -> first.offer(2, () -> checkpoint(2)))
        .isInstanceOf(OutputHeldException.class)
        .hasMessageContaining(directory.toString());
    assertThatThrownBy(first::requireHeld).isInstanceOf(OutputHeldException.class);
    assertThatThrownBy(() -> first.publishing("its result"))
        .isInstanceOf(OutputHeldException.class);
    second.offer(2, () -> checkpoint(2));
    second.delete();
    assertThat(directory).doesNotExist();
    assertThatThrownBy(first::requireHeld).isInstanceOf(OutputHeldException.class);
  }

  @Test
  void ofTwoRunsFromTheStartTheLaterOneHolds() throws IOException {
    Checkpoints first = begin(open("first"));
    Checkpoints second = begin(open("second"));

    assertThatThrownBy(() -> first.offer(1, () -> checkpoint(1)))
        .isInstanceOf(OutputHeldException.class);
    assertThat(names()).containsExactly("holder");
    second.offer(1, () -> checkpoint(1));
    assertThat(names()).containsExactly("holder", round(1));
  }

  @Test
  void aRunLooksEveryFewSecondsWhetherItStillHolds() throws IOException {
    Checkpoints first = begin(open("first"));
    begin(open("second"));

    clock.addAndGet(4L * SECOND);
    first.requireHeldLately();
    clock.addAndGet(1L * SECOND);
    assertThatThrownBy(first::requireHeldLately).isInstanceOf(OutputHeldException.class);
  }

  /** Its half-written directory is deleted, or its rename finds the other run's in its place. */
  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"CREATE", "RENAME"})
  void aRunThatIsOustedWhileItSavesSaysThat(Operation moment) throws IOException {
    Checkpoints second = open("second");
    AtomicBoolean due = new AtomicBoolean(true);
    Configuration disturbed =
        DisturbedFileSystem.hadoop(
            (operation, path) -> {
              if (operation == moment
                  && path.toString().contains(round(2))
                  && due.getAndSet(false)) {
                begin(second).offer(2, () -> checkpoint(2));
                throw new FileNotFoundException(path.toString());
              }
            });
    Checkpoints first = open("first", every(1), OtherRun.REFUSE, disturbed);
    begin(first).offer(1, () -> checkpoint(1));

    assertThatThrownBy(
            () ->
                first.whileHeld(
                    () -> {
                      first.offer(2, () -> checkpoint(2));
                      return "saved";
                    }))
        .isInstanceOf(OutputHeldException.class)
        .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
    assertThat(open("third").accept(IDENTITY).orElseThrow().rounds()).isEqualTo(2);
  }

  @Test
  void aHoldersOwnFailureStaysWhatItIs() throws IOException {
    Checkpoints first = begin(open("first"));
    UncheckedIOException full = new UncheckedIOException(new IOException("No space left"));

    assertThatThrownBy(
            () ->
                first.whileHeld(
                    () -> {
                      throw full;
                    }))
        .isSameAs(full);
  }

  /** An ousted run may get its last checkpoint into its place after the takeover. */
  @Test
  void aRoundThatAnOustedRunSavedLateIsReplaced() throws IOException {
    save(1);
    Checkpoints second = begin(open("second"));
    Files.createDirectories(directory.resolve(round(2)));

    second.offer(2, () -> checkpoint(2));

    assertThat(open("third").accept(IDENTITY).orElseThrow().rounds()).isEqualTo(2);
  }

  @Test
  void aRunOustedAfterItsResultWasInPlaceLeavesAllToTheOther() throws IOException {
    Checkpoints first = begin(open("first"));
    first.offer(1, () -> checkpoint(1));
    Files.createDirectories(directory.resolve("store"));
    first.publishing("its result");
    begin(open("second"));

    first.delete();

    assertThat(names()).containsExactly("holder", round(1), "store");
    assertThat(said).last().asString().startsWith("Leaves " + directory);
  }

  @Test
  void whatARunLeftThatWasKilledAfterItsResultWasInPlaceIsDeleted() throws IOException {
    begin(open("first")).publishing("its result");
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(directory.toString());

    assertThat(Checkpoints.deletePublished(path, "another", new Configuration())).isFalse();
    assertThat(names()).contains("holder");
    assertThat(Checkpoints.deletePublished(path, "its result", new Configuration())).isTrue();
    assertThat(directory).doesNotExist();
    assertThat(Checkpoints.deletePublished(path, "its result", new Configuration())).isFalse();
  }

  @Test
  void aRunThatGoesOnIsNotPublished() throws IOException {
    Checkpoints first = begin(open("first"));
    first.offer(1, () -> checkpoint(1));
    first.publishing("its result");
    begin(open("second"));
    assertThat(names()).containsExactly("holder", round(1));
  }

  @Test
  void whatIsSavedWhileAnotherRunTakesOverIsNotLost() throws IOException {
    Checkpoints first = begin(open("first", every(1, 1), OtherRun.REFUSE));
    first.offer(8, () -> checkpoint(8));
    Configuration disturbed =
        DisturbedFileSystem.hadoop(
            (operation, path) -> {
              if (operation == Operation.CREATE && path.getName().equals("holder")) {
                first.offer(9, () -> checkpoint(9)); // and deletes round 8
              }
            });
    Checkpoints second = open("second", every(1, 1), OtherRun.REFUSE, disturbed);
    assertThat(second.accept(IDENTITY).orElseThrow().rounds()).isEqualTo(9);
    assertThat(names()).containsExactly("holder", round(9));
  }

  @Test
  void whatAnOustedRunSavedLateOutranksNothing() throws IOException {
    Checkpoints second = begin(open("second", every(1, 1), OtherRun.DROP));
    Files.createDirectories(directory.resolve(round(50)));
    second.offer(1, () -> checkpoint(1));
    assertThat(names()).containsExactly("holder", round(1));
  }

  @Test
  void theStoreOfARunThatIsStillDecodingStays() throws IOException {
    Checkpoints first = begin(open("first"));
    first.offer(1, () -> checkpoint(1));
    Path store = Files.createDirectories(directory.resolve("store/0123456789abcdef"));
    Files.createFile(store.resolve("_in-use-first"));
    Files.createFile(store.resolve("_in-use-second"));
    first.delete();
    assertThat(names()).containsExactly("store");

    Files.delete(store.resolve("_in-use-second"));
    begin(open("first")).delete();
    assertThat(directory).doesNotExist();
  }

  private void save(int... rounds) throws IOException {
    Checkpoints checkpoints = begin(open("first"));
    for (int round : rounds) {
      checkpoints.offer(round, () -> checkpoint(round));
    }
  }

  /** As the training does. */
  private static Checkpoints begin(Checkpoints checkpoints) {
    checkpoints.requireSame(CONFIGURATION);
    checkpoints.accept(IDENTITY);
    return checkpoints;
  }

  private Checkpoints open(String runId) throws IOException {
    return open(runId, every(1), OtherRun.REFUSE);
  }

  private Checkpoints open(String runId, CheckpointOptions options, OtherRun otherRun)
      throws IOException {
    return open(runId, options, otherRun, new Configuration());
  }

  private Checkpoints open(
      String runId, CheckpointOptions options, OtherRun otherRun, Configuration hadoop)
      throws IOException {
    return new CheckpointDirectory(
        new org.apache.hadoop.fs.Path(directory.toString()),
        options,
        otherRun,
        runId,
        said::add,
        clock::get,
        hadoop);
  }

  private static CheckpointOptions every(int rounds, int keep) {
    return new CheckpointOptions(rounds, 0, keep);
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
