package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DecodeJournalTest {
  private static final String ARCHIVE = "file:///photos";

  @TempDir private Path folder;

  @Test
  void findsWhatWasInFlightWhenItsProcessDied() {
    InFlight dead = open().begin(1);
    dead.enter("file:///a.jpg");
    dead.leave();
    dead.enter("file:///b.jpg");

    assertThat(open().suspects()).containsExactly("file:///b.jpg");
    assertThat(DecodeJournal.in(folder, ARCHIVE + "2").suspects()).isEmpty();
  }

  @Test
  void remembersFromNightToNight() {
    open().begin(1).enter("file:///a.jpg");
    try (DecodeJournal second = open()) {
      second.begin(1).enter("file:///b.jpg"); // and dies: the note stays
      assertThat(open().suspects()).containsExactlyInAnyOrder("file:///a.jpg", "file:///b.jpg");
    }

    assertThat(open().suspects()).containsExactlyInAnyOrder("file:///a.jpg", "file:///b.jpg");
  }

  @Test
  void aSuspectThatDoesNoHarmIsTakenBackOnce() {
    open().begin(1).enter("file:///a.jpg");
    DecodeJournal second = open();
    second.begin(1).enter("file:///b.jpg");

    second.clear("file:///a.jpg");

    assertThat(open().suspects()).containsExactly("file:///b.jpg");
    open().begin(1).enter("file:///a.jpg");
    open().clear("file:///a.jpg");
    assertThat(open().suspects()).contains("file:///a.jpg");
    assertThat(DecodeJournal.NONE.suspects()).isEmpty();
    DecodeJournal.NONE.clear("file:///a.jpg");
  }

  @Test
  void suspectsNothingBetweenImages() {
    InFlight dead = open().begin(1);
    dead.enter("file:///a.jpg");
    dead.leave();

    assertThat(open().suspects()).isEmpty();
  }

  @Test
  void aTaskThatEndsTakesItsNoteWithIt() {
    try (InFlight task = open().begin(1)) {
      task.enter("file:///a.jpg");
    }

    assertThat(open().suspects()).isEmpty();
  }

  @Test
  void aRunThatEndsLeavesAnotherRunsNotes() throws IOException {
    DecodeJournal one = open();
    DecodeJournal other = open();
    InFlight task = other.begin(7);
    one.begin(7).enter("file:///a.jpg");
    one.close();
    task.enter("file:///b.jpg");
    other.begin(8);

    try (Stream<Path> notes = Files.list(Path.of(other.notes()).getParent())) {
      assertThat(notes.map(Path::toString)).allMatch(note -> note.startsWith(other.notes()));
    }
    assertThat(open().suspects()).containsExactly("file:///b.jpg");
  }

  @Test
  void theLastRunTakesTheFoldersAlongAndOneThatIsAtWorkMakesThemAgain() throws IOException {
    DecodeJournal one = open();
    DecodeJournal other = open();
    one.close();
    assertThat(folder.resolve("journal")).doesNotExist();

    other.begin(1).enter("file:///a.jpg");

    assertThat(open().suspects()).containsExactly("file:///a.jpg");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("journal"))))
        .isEqualTo("rwx------");
    other.close();
    assertThat(folder.resolve("journal")).isNotEmptyDirectory(); // the suspect
  }

  @Test
  void knowsVeryLongNamesByTheirBeginning() {
    String uri = "file:///" + "x".repeat(10_000);
    open().begin(1).enter(uri);

    assertThat(open().suspects()).containsExactly(InFlight.noted(uri)).allMatch(uri::startsWith);
  }

  @Test
  void isTheUsersAlone() throws IOException {
    Path own = Path.of(open().notes()).getParent();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rwx------");
  }

  @Test
  void goesOnWithoutWhereOthersCouldLeadItsNotes() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);

    assertThat(DecodeJournal.in(open, ARCHIVE)).isEqualTo(DecodeJournal.NONE);
    assertThat(DecodeJournal.in(link, ARCHIVE)).isEqualTo(DecodeJournal.NONE);
    assertThat(open).isEmptyDirectory();
  }

  @Test
  void goesOnWithoutWhereNoneCanBeKept() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    DecodeJournal none = DecodeJournal.in(file, ARCHIVE);

    assertThat(none).isEqualTo(DecodeJournal.NONE);
    try (InFlight note = none.begin(1)) {
      note.enter("file:///a.jpg");
    }
    none.close();
  }

  private DecodeJournal open() {
    return DecodeJournal.in(folder.resolve("journal"), ARCHIVE);
  }
}
