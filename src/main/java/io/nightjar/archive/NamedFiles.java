package io.nightjar.archive;

import io.nightjar.image.PassedOver;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a listing that {@code archive.names} lets be looked at.
 *
 * @param files in their order
 * @param others that it does not, which nobody opens
 */
record NamedFiles(List<ListedFile> files, PassedOverCounts others) {
  static NamedFiles of(FileListing listing, NameRule rule) {
    if (rule.globs().isAll()) {
      return new NamedFiles(listing.files(), PassedOverCounts.NONE);
    }
    List<ListedFile> files = new ArrayList<>();
    List<PassedOver> others = new ArrayList<>();
    for (ListedFile file : listing.files()) {
      if (rule.globs().matches(listing.pathFor(file, rule))) {
        files.add(file);
      } else {
        others.add(PassedOver.named(file.source().name()));
      }
    }
    return new NamedFiles(List.copyOf(files), PassedOverCounts.of(others));
  }
}
