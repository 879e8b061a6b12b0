package io.nightjar.archive;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;

/** Keeps the images whose content falls into a split, and all that could not be read. */
final class KeepSplit implements Function<ArchiveItem, Boolean> {
  private static final long serialVersionUID = 1L;

  private final Split split;

  private KeepSplit(Split split) {
    this.split = split;
  }

  /** Everything needs no hashing. */
  static JavaRDD<ArchiveItem> of(Split split, JavaRDD<ArchiveItem> items) {
    return split == Split.ALL ? items : items.filter(new KeepSplit(split));
  }

  @Override
  public Boolean call(ArchiveItem item) {
    return item.content().hash().map(split::holds).orElse(true);
  }
}
