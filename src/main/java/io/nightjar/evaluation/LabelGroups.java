package io.nightjar.evaluation;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Images by label, each group with its colour. */
final class LabelGroups {
  /** Groups of one label, at most: more colours cannot be told apart. */
  static final int MAX_LABELS = 20;

  static final String OTHER = "other";
  static final String UNLABELLED = "no label";

  private static final Color GREY = new Color(0xB8B8B8);

  /** Ten hues, dark and then light: D3's categories, as most plots of latents have them. */
  private static final int[] COLORS = {
    0x1F77B4, 0xFF7F0E, 0x2CA02C, 0xD62728, 0x9467BD, 0x8C564B, 0xE377C2, 0x17BECF, 0xBCBD22,
    0x393B79, 0xAEC7E8, 0xFFBB78, 0x98DF8A, 0xFF9896, 0xC5B0D5, 0xC49C94, 0xF7B6D2, 0x9EDAE5,
    0xDBDB8D, 0x6B6ECF
  };

  private LabelGroups() {}

  /**
   * A label's images.
   *
   * @param name the label, or what the group is
   * @param color of its points
   * @param images their positions, one or more
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Group(String name, Color color, int[] images) {}

  /**
   * Groups images: the {@value #MAX_LABELS} most frequent labels in alphabetical order, before them
   * those without a label, and the rest together.
   *
   * @param labels of the images; null for one without
   */
  static List<Group> of(List<String> labels) {
    List<String> shown = frequent(labels);
    List<Group> groups = new ArrayList<>();
    add(groups, UNLABELLED, colorOfRest(shown), labels.size(), i -> labels.get(i) == null);
    add(groups, OTHER, GREY, labels.size(), i -> isOther(labels.get(i), shown));
    for (int i = 0; i < shown.size(); i++) {
      String label = shown.get(i);
      String name = label.isBlank() ? "(blank)" : label;
      add(groups, name, new Color(COLORS[i]), labels.size(), at -> label.equals(labels.get(at)));
    }
    return groups;
  }

  private static boolean isOther(String label, List<String> shown) {
    return label != null && !shown.contains(label);
  }

  /** Where nothing has a label, the points need not be pale beside others. */
  private static Color colorOfRest(List<String> shown) {
    return shown.isEmpty() ? new Color(COLORS[0]) : GREY.darker();
  }

  private static List<String> frequent(List<String> labels) {
    Map<String, Long> counts =
        labels.stream()
            .filter(Objects::nonNull)
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MAX_LABELS)
        .map(Map.Entry::getKey)
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static void add(
      List<Group> groups, String name, Color color, int count, IntPredicate member) {
    int[] images = IntStream.range(0, count).filter(member).toArray();
    if (images.length > 0) {
      groups.add(new Group(name, color, images));
    }
  }
}
