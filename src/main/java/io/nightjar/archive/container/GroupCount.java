package io.nightjar.archive.container;

import io.nightjar.archive.NameRule;

/** Counts the images that members may be, without reading them: see {@link GroupMembers}. */
final class GroupCount {
  private String key = "";
  private String stem = "";
  private int members;
  private long images;

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

  void add(MemberName name, NameRule rule) {
    if (!name.key().equals(key)) {
      key = name.key();
      members = 0;
    }
    stem = name.stem();
    members++;
    images += rule.mayNameImage(name.text()) ? 1 : 0;
  }

  /** So far. */
  long images() {
    return images;
  }
}
