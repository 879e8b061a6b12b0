package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.PassedOverCounts;
import io.nightjar.image.PassedOver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Reads containers as far as their first image, in no Spark task. */
public final class LookForImage {
  private final Configuration hadoop;

  public LookForImage(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * Looks for anything that is an image or a reject.
   *
   * @return what all was passed over where there is no such thing; empty where there is
   */
  public Optional<PassedOverCounts> notFoundIn(List<ContainerPart> parts) {
    List<PassedOver> all = new ArrayList<>();
    try (OpenFiles files =
        new OpenFiles(hadoop, parts.stream().map(ContainerPart::source).toList())) {
      Iterator<ArchiveItem> items = new PartItems(parts.iterator(), files);
      while (items.hasNext()) {
        if (!(items.next().content() instanceof PassedOver one)) {
          return Optional.empty();
        }
        all.add(one);
      }
    }
    return Optional.of(PassedOverCounts.of(all));
  }
}
