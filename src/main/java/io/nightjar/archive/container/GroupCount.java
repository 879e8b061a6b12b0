package io.nightjar.archive.container;

/** Counts the images that members will be, without reading them: see {@link GroupMembers}. */
final class GroupCount {
  private String key = "";
  private String stem = "";
  private int members;
  private long ofOtherKeys;
  private long ofOtherStems;
  private Images ofKey = Images.NONE;
  private Images ofStem = Images.NONE;

  /** Sidecars without an image are taken for images themselves. */
  private record Images(long images, long sidecars) {
    static final Images NONE = new Images(0, 0);

    Images with(MemberName name) {
      return name.isSidecar() ? new Images(images, sidecars + 1) : new Images(images + 1, sidecars);
    }

    long count() {
      return images > 0 ? images : sidecars;
    }
  }

  /** True if nothing of what came before says anything of a member. */
  boolean mayCut(MemberName name) {
    return !name.key().equals(key)
        || (members > GroupMembers.MOST_MEMBERS && !name.stem().equals(stem));
  }

  /** A count that begins with a member. */
  GroupCount restarted(MemberName name) {
    GroupCount next = new GroupCount();
    next.key = name.key();
    next.members = earlier(name);
    return next;
  }

  /** How many members of the same key have come without a break before this one. */
  int earlier(MemberName name) {
    return name.key().equals(key) ? members : 0;
  }

  void add(MemberName name) {
    if (!name.key().equals(key)) {
      ofOtherKeys = images();
      ofOtherStems = 0;
      ofKey = Images.NONE;
      ofStem = Images.NONE;
      key = name.key();
      members = 0;
    }
    if (!name.stem().equals(stem)) {
      ofOtherStems += ofStem.count();
      ofStem = Images.NONE;
      stem = name.stem();
    }
    members++;
    ofKey = ofKey.with(name);
    ofStem = ofStem.with(name);
  }

  /** So far. */
  long images() {
    boolean isGroup = members <= GroupMembers.MOST_MEMBERS;
    return ofOtherKeys + (isGroup ? ofKey.count() : ofOtherStems + ofStem.count());
  }
}
