package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @CsvSource({
    "001b, red",
    "0007, bell",
    "0008, backspace",
    "000b, tab down",
    "007f, delete",
    "009b, csi",
    "0085, next line",
    "202a, embedding",
    "202e, override",
    "2066, isolate",
    "2069, end",
    "200b, no width",
    "200f, mark",
    "feff, order",
    "00ad, hyphen",
    "2028, line",
    "2029, paragraph"
  })
  void escapesWhatTurnsATerminalOrALine(String hex, String text) {
    String raw = "a" + (char) Integer.parseInt(hex, 16) + text;
    assertThat(Printable.line(raw)).isEqualTo("a\\u" + hex + text);
    assertThat(Printable.lines(raw)).isEqualTo("a\\u" + hex + text);
  }

  @Test
  void writesTheCommonOnesByTheirNames() {
    assertThat(Printable.line("a\nb\r\tc")).isEqualTo("a\\nb\\r\\tc");
  }

  @Test
  void keepsLinesWhereThereMayBeSeveral() {
    assertThat(Printable.lines("a\nb\rc\n")).isEqualTo("a\nb\\rc\n");
  }

  @Test
  void escapesHalvesOfPairsAndFormatCharactersBeyondTheFirstPlane() {
    assertThat(Printable.line("a\ud83dz\udc00")).isEqualTo("a\\ud83dz\\udc00");
    assertThat(Printable.line(Character.toString(0xe0041))).isEqualTo("\\udb40\\udc41");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "photos/cat 1.jpg", "C:\\u", "Ærø", "e\u0301", "写真", "שלום", "🐈", "\u00a0"})
  void leavesTextAsItIs(String text) {
    assertThat(Printable.line(text)).isSameAs(text);
  }

  @Test
  void givesTheSameForWhatItHasGiven() {
    String all =
        IntStream.rangeClosed(0, 0x2fff)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    String printable = Printable.line(all);
    assertThat(printable.codePoints())
        .noneMatch(Character::isISOControl)
        .noneMatch(point -> Character.getType(point) == Character.FORMAT);
    assertThat(Printable.line(printable)).isEqualTo(printable);
  }
}
