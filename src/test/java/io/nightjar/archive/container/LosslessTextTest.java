package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LosslessTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat",
        "größe 図",
        "u\u0308",
        "100%",
        "%41",
        "%2F",
        "caf%C3%A9",
        "%25",
        "\uFFFD",
        ""
      })
  void textStaysAsItIs(String text) {
    assertThat(LosslessText.of(text.getBytes(UTF_8))).isEqualTo(text);
  }

  @Test
  void bytesThatAreNoTextArePercentEncoded() {
    assertThat(LosslessText.of("犬".getBytes(Charset.forName("windows-31j")))).isEqualTo("%8C%A2");
    assertThat(LosslessText.of("50% café".getBytes(ISO_8859_1))).isEqualTo("50%25 caf%E9");
    assertThat(
            LosslessText.of(new byte[] {(byte) 0xE5, (byte) 0x9B, 'x', (byte) 0xC3, (byte) 0xBC}))
        .isEqualTo("%E5%9Bxü");
    assertThat(LosslessText.of(new byte[] {(byte) 0xC0, (byte) 0x80})).isEqualTo("%C0%80");
  }

  @Test
  void aNameThatReadsLikeSuchAnEncodingIsAnother() {
    assertThat(LosslessText.of("%8C%A2".getBytes(UTF_8))).isEqualTo("%258C%25A2");
    assertThat(LosslessText.of("%258C%25A2".getBytes(UTF_8))).isEqualTo("%25258C%2525A2");
  }

  /** Of all names of four pieces. */
  @Test
  void differentBytesGiveDifferentText() {
    List<String> pieces = List.of("", "%", "2", "5", "8", "C", "%25", "%8C", "%C3%BC", "\u008C");
    List<String> names = List.of("");
    for (int i = 0; i < 4; i++) {
      List<String> longer = new ArrayList<>();
      names.forEach(name -> pieces.forEach(piece -> longer.add(name + piece)));
      names = longer.stream().distinct().toList();
    }
    Map<String, String> texts = new HashMap<>();
    for (String name : names) {
      String other = texts.put(LosslessText.of(name.getBytes(ISO_8859_1)), name);
      assertThat(other).as(name).isNull();
    }
  }

  @Test
  void aNameThatIsEncodedAgainAndAgainTakesNoTime() {
    String endless = "%" + "25".repeat(500_000) + "8C";

    assertThat(LosslessText.of(endless.getBytes(UTF_8))).startsWith("%2525");
  }
}
