package io.nightjar.archive.container;

import io.nightjar.CounterRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts how often a name has come. Keeps 64 bits of each, since a container may hold millions; two
 * names that agree in them are counted as one, which makes neither less unique.
 */
final class Occurrences {
  private static final double MOST_FULL = 0.5;

  private final Map<Long, Integer> repeated = new HashMap<>();
  private long[] seen = new long[1 << 10];
  private int count;

  /** 1 when a name first comes. */
  int next(MemberName name) {
    long hash = hash(name.latin1());
    if (add(hash)) {
      return 1;
    }
    return repeated.merge(hash, 2, (before, two) -> before + 1);
  }

  /** Never 0, which marks a free place. */
  private static long hash(String name) {
    long[] key = new long[name.length() / 8 + 2];
    key[0] = name.length();
    for (int i = 0; i < name.length(); i++) {
      key[1 + i / 8] = key[1 + i / 8] << 8 | name.charAt(i);
    }
    return CounterRandom.bits(key) | 1;
  }

  private boolean add(long hash) {
    if (count >= seen.length * MOST_FULL) {
      grow();
    }
    int place = place(seen, hash);
    boolean isNew = seen[place] == 0;
    seen[place] = hash;
    count += isNew ? 1 : 0;
    return isNew;
  }

  private void grow() {
    long[] larger = new long[seen.length * 2];
    Arrays.stream(seen).filter(hash -> hash != 0).forEach(h -> larger[place(larger, h)] = h);
    seen = larger;
  }

  /** Where a hash is, or is to be put. */
  private static int place(long[] table, long hash) {
    int place = (int) (hash >>> 1) & (table.length - 1);
    while (table[place] != 0 && table[place] != hash) {
      place = (place + 1) & (table.length - 1);
    }
    return place;
  }
}
