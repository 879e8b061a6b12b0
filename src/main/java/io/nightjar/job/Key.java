package io.nightjar.job;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One configuration key as {@code reference.conf} documents it.
 *
 * @param name the full name, for example {@code training.epochs}
 * @param comment the comment's lines above it, trimmed
 * @param reference the default
 */
record Key(String name, List<String> comment, ConfigValue reference) {
  private static final String EXAMPLE = "For example: ";

  Key {
    comment = comment.stream().map(String::strip).toList();
  }

  /** What the key means, its unit and range: sentences, on one line. */
  String meaning() {
    return String.join(" ", comment.stream().filter(line -> !line.startsWith(EXAMPLE)).toList());
  }

  /** A value to show when the key is missing. */
  Optional<String> example() {
    return comment.stream()
        .filter(line -> line.startsWith(EXAMPLE))
        .map(line -> line.substring(EXAMPLE.length()))
        .findFirst();
  }

  /** The default as one would write it; empty if there is none. */
  String defaultValue() {
    Object value = reference.unwrapped();
    return value instanceof String text ? text : reference.render(ConfigRenderOptions.concise());
  }

  /**
   * Whether this key is the prefix itself or lies under it, as {@code a.b} lies under {@code a}.
   */
  boolean isUnder(String prefix) {
    return isUnder(name, prefix);
  }

  /** The same of a key by its name. */
  static boolean isUnder(String name, String prefix) {
    return name.equals(prefix) || name.startsWith(prefix + ".");
  }

  /** The meaning's first sentence, as a part of another one. */
  String inShort() {
    String sentence = meaning().replaceFirst("[.:;] .*$|\\.$", "");
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }
}
