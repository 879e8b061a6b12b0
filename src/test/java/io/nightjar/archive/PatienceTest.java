package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PatienceTest {
  static Stream<IOException> ofTheFile() {
    return Stream.of(
        new FileNotFoundException("x"),
        new NoSuchFileException("x"),
        new AccessDeniedException("x"));
  }

  @ParameterizedTest
  @MethodSource("ofTheFile")
  void whatTellsOfTheFileIsAskedOnce(IOException failure) {
    AtomicInteger asked = new AtomicInteger();

    assertThatThrownBy(
            () ->
                Patience.of(
                    () -> {
                      asked.incrementAndGet();
                      throw failure;
                    }))
        .isSameAs(failure);

    assertThat(asked).hasValue(1);
  }

  @Test
  void anythingElseIsAskedAgain() throws IOException {
    AtomicInteger asked = new AtomicInteger();

    String answer =
        Patience.of(
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw new IOException("hiccup");
              }
              return "here";
            });

    assertThat(answer).isEqualTo("here");
    assertThat(asked).hasValue(2);
  }
}
