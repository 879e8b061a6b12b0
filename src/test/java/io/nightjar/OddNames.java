package io.nightjar;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Names that the file system allows and that somebody may take for something else. */
public final class OddNames {
  private OddNames() {}

  /** Every character of ASCII's that is no letter or digit, at every place, and some of others'. */
  public static List<String> all() {
    List<String> names = new ArrayList<>();
    IntStream.rangeClosed(1, 0x7F)
        .filter(character -> character != '/' && !Character.isLetterOrDigit(character))
        .mapToObj(Character::toString)
        .flatMap(mark -> Stream.of(mark + "x", "x" + mark + "y", "x" + mark))
        .forEach(names::add);
    names.addAll(some());
    return names;
  }

  /** A few that have failed somewhere, or are likely to. */
  public static List<String> some() {
    return List.of(
        "shot 10:30:12",
        "C:\\Users\\me",
        "file:x",
        "hdfs:",
        " blank at either end ",
        "two\nlines\n",
        "{a,b}[c-d]*?",
        "100%",
        "%2F%41%zz",
        "%8C%A2",
        "caf%C3%A9",
        "-rf",
        "..x..",
        "...",
        "~",
        "$HOME ${user.home} `id`",
        "\"quoted\" 'twice'",
        "a!b?n=2#c",
        "\u00FC composed",
        "u\u0308 decomposed",
        "\u732B \uD83D\uDC08",
        "\u202Eright to left",
        "\uFFFD",
        "n".repeat(200));
  }
}
