package io.nightjar.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What the classes are called of an archive that numbers them, as those of MNIST's format do.
 *
 * @param names of the classes 0, 1, 2 and so on; none for labels as they are
 */
public record LabelNames(List<String> names) {
  public LabelNames {
    names = List.copyOf(names);
  }

  /** The name of a class, where it is a number that has one; else the label itself. */
  String of(String label) {
    return IntStream.range(0, names.size())
        .filter(number -> String.valueOf(number).equals(label))
        .mapToObj(names::get)
        .findFirst()
        .orElse(label);
  }

  /** The same images with their classes' names as labels. */
  public List<ChosenImage> of(List<ChosenImage> images) {
    return images.stream()
        .map(image -> new ChosenImage(image.lot(), of(image.label()), image.image()))
        .toList();
  }
}
