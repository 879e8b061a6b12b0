package io.nightjar.evaluation;

import io.nightjar.Printable;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Images by label, each group with its colour. */
final class LabelGroups {
  static final String UNLABELLED = "no label";

  /** With more characters a legend would take the place of the points. */
  private static final int MOST_SHOWN = 28;

  private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,18}");

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
   * Groups images by label, in the order of the labels; before them those without one. As many
   * labels as the palette has colours have one each; of more, the most frequent have all but one of
   * the colours, and the others share that.
   *
   * @param labels of the images; null for one without
   */
  static List<Group> of(List<String> labels) {
    Map<String, Long> counts =
        labels.stream()
            .filter(Objects::nonNull)
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    boolean isTooMany = counts.size() > ChartStyle.PALETTE.size();
    List<Color> colors = new ArrayList<>(ChartStyle.PALETTE);
    if (isTooMany) {
      colors.remove(ChartStyle.REST);
    }
    List<String> shown = frequent(counts, colors.size());
    List<Group> groups = new ArrayList<>();
    add(groups, UNLABELLED, colorOfUnlabelled(shown), labels.size(), i -> labels.get(i) == null);
    String others = "%,d others".formatted(counts.size() - shown.size());
    add(groups, others, ChartStyle.REST, labels.size(), i -> isOther(labels.get(i), shown));
    for (int i = 0; i < shown.size(); i++) {
      String label = shown.get(i);
      add(groups, text(label), colors.get(i), labels.size(), at -> label.equals(labels.get(at)));
    }
    return groups;
  }

  private static boolean isOther(String label, List<String> shown) {
    return label != null && !shown.contains(label);
  }

  /** Where nothing has a label, the points need not be black beside others. */
  private static Color colorOfUnlabelled(List<String> shown) {
    return shown.isEmpty() ? ChartStyle.PALETTE.get(0) : ChartStyle.BLACK;
  }

  private static String text(String label) {
    String shown = label.isBlank() ? "(blank)" : Printable.line(label);
    return shown.length() <= MOST_SHOWN
        ? shown
        : shown.substring(0, MOST_SHOWN / 2)
            + "…"
            + shown.substring(shown.length() - MOST_SHOWN / 2);
  }

  private static List<String> frequent(Map<String, Long> counts, int most) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(most)
        .map(Map.Entry::getKey)
        .sorted(order())
        .toList();
  }

  /** Numbers by their value, before words, which go by the alphabet. */
  private static Comparator<String> order() {
    return Comparator.comparingLong(LabelGroups::number).thenComparing(Comparator.naturalOrder());
  }

  private static long number(String label) {
    return WHOLE_NUMBER.matcher(label).matches() ? Long.parseLong(label) : Long.MAX_VALUE;
  }

  private static void add(
      List<Group> groups, String name, Color color, int count, IntPredicate member) {
    int[] images = IntStream.range(0, count).filter(member).toArray();
    if (images.length > 0) {
      groups.add(new Group(name, color, images));
    }
  }
}
