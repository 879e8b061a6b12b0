package io.nightjar.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BashWordsIT {
  private static final List<String> WORDS =
      List.of(
          "nightjar",
          "archive.path=my photos/[1]*?{a,b}",
          "bundle=it's \"$HOME\" `id` $(id) \\ !x ~",
          "output.path=a\nb\t'c'\\\u001b[1m",
          "similar.query=grün-夜鷹.jpg;ls&|<>#",
          "image.background=#ff0000",
          "report.path=~/x",
          "catalog.warehouse=",
          "a b");

  @Test
  void bashReadsBackWhatWasGiven() throws IOException {
    String line = BashWords.line(WORDS.toArray(String[]::new));
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", "printf '%s\\0' " + line);
    bash.environment().put("LC_ALL", "C.UTF-8");

    String read = new String(bash.start().getInputStream().readAllBytes(), UTF_8);

    assertThat(read).isEqualTo(String.join("\0", WORDS) + "\0");
    assertThat(line).doesNotContain("\n", "\u001b");
  }

  @Test
  void quotesNoMoreThanItMust() {
    assertThat(BashWords.line("nightjar", "train", "archive.path=s3a://b/ü", "bundle=…"))
        .isEqualTo("nightjar train archive.path=s3a://b/ü bundle=…");
    assertThat(BashWords.line("bundle=a b")).isEqualTo("bundle='a b'");
  }
}
