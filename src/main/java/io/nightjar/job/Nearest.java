package io.nightjar.job;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The known name that a mistyped one was probably meant to be. */
final class Nearest {
  private Nearest() {}

  /**
   * The name with the fewest letters to change; the first of equals. A word without a dot is also
   * held against the last part of dotted names: {@code epochs} is near {@code training.epochs}.
   *
   * @param known one name or more
   */
  static String to(String word, Collection<String> known) {
    return known.stream().min(Comparator.comparing(name -> distance(word, name))).orElseThrow();
  }

  private static int distance(String word, String name) {
    int whole = LevenshteinDistance.getDefaultInstance().apply(word, name);
    if (word.contains(".") || !name.contains(".")) {
      return whole;
    }
    String last = name.substring(name.lastIndexOf('.') + 1);
    return Math.min(whole, 1 + LevenshteinDistance.getDefaultInstance().apply(word, last));
  }
}
