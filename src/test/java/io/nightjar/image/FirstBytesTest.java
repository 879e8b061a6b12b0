package io.nightjar.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.TestArchives;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FirstBytesTest {
  private static final String BMP = "BM\2\u0010\0\0\0\0\0\0\2\0\0\0(\0\0\0";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00FF\u00D8\u00FF\u00E0",
        "GIF89a",
        BMP,
        "RIFF\u0010\0\0\0WEBPVP8 ",
        "II*\0\u0008\0\0\0",
        "MM\0*\0\0\0\u0008",
        "P6 640 480 255\n",
        "P5\n# a comment that goes on beyond what is looked at",
        "P5\n640 480\n65535\n",
        "\0\0\0\u0018ftypheic\0\0\0\0mif1heic",
        "\0\0\0\u001Cftypavif",
        "\0\0\0\u000CjP  \r\n\u0087\n",
        "8BPS\0\u0001"
      })
  void anImageIsKnownByThem(String head) {
    assertThat(FirstBytes.areOfImage(head.getBytes(ISO_8859_1))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "B",
        "BM",
        "BMW, Audi and Porsche: a list of cars",
        "P5 is a sketch and no picture",
        "P6",
        "{\"label\": 3}",
        "\u0093NUMPY\u0001\0",
        "%PDF-1.4",
        "PK\u0003\u0004",
        "\0\0\0\u0018ftypmp42\0\0\0\0",
        "RIFF\u0010\0\0\0WAVEfmt ",
        "GIF87",
        "\u00FF\u00D8"
      })
  void anythingElseIsNot(String head) {
    assertThat(FirstBytes.areOfImage(head.getBytes(ISO_8859_1))).isFalse();
  }

  @Test
  void asManyAsAreLookedAtAreEnough() {
    byte[] png = TestArchives.png(1, 30, 30);

    assertThat(FirstBytes.areOfImage(Arrays.copyOf(png, FirstBytes.COUNT))).isTrue();
    assertThat(FirstBytes.areOfImage(png)).isTrue();
  }
}
