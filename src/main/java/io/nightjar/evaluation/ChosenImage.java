package io.nightjar.evaluation;

import io.nightjar.image.RasterImage;
import java.io.Serializable;

/**
 * An image and its lot, by which it compares.
 *
 * @param lot no two of an archive are equal
 * @param label what the archive calls its kind; null where it says nothing
 * @param image decoded
 */
public record ChosenImage(String lot, String label, RasterImage image)
    implements Serializable, Comparable<ChosenImage> {
  @Override
  public int compareTo(ChosenImage other) {
    return lot.compareTo(other.lot);
  }
}
