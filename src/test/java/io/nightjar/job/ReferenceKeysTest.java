package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

final class ReferenceKeysTest {
  @Test
  void everyKeyHasItsMeaning() {
    List<Key> keys =
        ReferenceKeys.load()
            .under(
                List.of(
                    "archive",
                    "image",
                    "model",
                    "training",
                    "bundle",
                    "embed",
                    "synthesize",
                    "generate",
                    "maintain",
                    "inspect",
                    "similar",
                    "export",
                    "output",
                    "report"));

    assertThat(keys).hasSizeGreaterThan(40);
    assertThat(keys).allSatisfy(key -> assertThat(key.meaning()).isNotBlank().endsWith("."));
  }

  @Test
  void headerIsNoKeysMeaning() {
    assertThat(ReferenceKeys.load().get("archive.path").meaning()).startsWith("Where the images");
  }

  @Test
  void readsMeaningExampleAndDefaultFromFile() {
    ReferenceKeys keys =
        new ReferenceKeys(
            ConfigFactory.parseString(
                """
                # The second
                # of two.
                # For example: b/c
                b = ""

                # The first.
                a.x-y = [1, 2]
                """));

    assertThat(keys.get("b").meaning()).isEqualTo("The second of two.");
    assertThat(keys.get("b").example()).contains("b/c");
    assertThat(keys.get("b").defaultValue()).isEmpty();
    assertThat(keys.get("a.x-y").defaultValue()).isEqualTo("[1,2]");
    assertThat(keys.under(List.of("a", "b"))).extracting(Key::name).containsExactly("b", "a.x-y");
    assertThat(keys.under(List.of("a.x"))).isEmpty();
  }

  @Test
  void readingAnUndefinedKeyIsABug() {
    assertThatThrownBy(() -> ReferenceKeys.load().get("no.such"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("no.such is not in reference.conf");
  }
}
