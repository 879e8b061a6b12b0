package io.nightjar.embedding.night;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.embedding.night.NightPlan.Unlisted;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class UnlistedTest {
  private final Unlisted unlisted =
      new Unlisted(Set.of("file:///photos/album", "file:///photos/link.png"));

  @Test
  void holdsThePlaceItselfAndWhatIsWithin() {
    assertThat(unlisted.holds("file:///photos/link.png")).isTrue();
    assertThat(unlisted.holds("file:///photos/album")).isTrue();
    assertThat(unlisted.holds("file:///photos/album/a/b/c.png")).isTrue();
  }

  @Test
  void holdsNothingWhoseNameOnlyBeginsAlike() {
    assertThat(unlisted.holds("file:///photos/album2/c.png")).isFalse();
    assertThat(unlisted.holds("file:///photos/album.png")).isFalse();
    assertThat(unlisted.holds("file:///photos")).isFalse();
    assertThat(new Unlisted(Set.of()).holds("file:///photos")).isFalse();
  }
}
