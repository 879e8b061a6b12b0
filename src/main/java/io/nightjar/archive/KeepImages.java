package io.nightjar.archive;

import io.nightjar.image.PassedOver;
import org.apache.spark.api.java.function.Function;

/** Leaves out what was passed over. */
public final class KeepImages implements Function<ArchiveItem, Boolean> {
  private static final long serialVersionUID = 1L;

  @Override
  public Boolean call(ArchiveItem item) {
    return !(item.content() instanceof PassedOver);
  }
}
