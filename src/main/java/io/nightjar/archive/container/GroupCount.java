package io.nightjar.archive.container;

/** Counts the images that members will be, without reading them: see {@link GroupMembers}. */
final class GroupCount {
  private String key;
  private long images;
  private long groupImages;
  private long groupSidecars;

  /** True if the member begins another group than the one before it. */
  boolean isNew(MemberName name) {
    return !name.key().equals(key);
  }

  void add(MemberName name) {
    if (isNew(name)) {
      images = images();
      groupImages = 0;
      groupSidecars = 0;
      key = name.key();
    }
    groupImages += name.isSidecar() ? 0 : 1;
    groupSidecars += name.isSidecar() ? 1 : 0;
  }

  /** So far: sidecars without an image are taken for images themselves. */
  long images() {
    return images + (groupImages > 0 ? groupImages : groupSidecars);
  }
}
