package io.nightjar.runtime;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What an executor keeps of the bytes that it read last, up to a bound: the longest unused go
 * first.
 *
 * <p>Held for one group of keys at a time, say one store: asking for another group drops the rest.
 */
public final class ByteCache {
  private final long mostBytes;
  private final Map<String, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
  private String group = "";
  private long bytes;

  /**
   * @param mostBytes kept at once, 0 or more; what is larger by itself is not kept
   */
  public ByteCache(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * The bytes of a key, read if they are not here. Two that ask at once may both read.
   *
   * @return not to be changed
   */
  public byte[] get(String wantedGroup, String key, Supplier<byte[]> reader) {
    byte[] found = find(wantedGroup, key);
    if (found == null) {
      found = reader.get();
      keep(wantedGroup, key, found);
    }
    return found;
  }

  /** Lets all go. */
  public synchronized void clear() {
    kept.clear();
    bytes = 0;
  }

  private synchronized byte[] find(String wantedGroup, String key) {
    if (!wantedGroup.equals(group)) {
      clear();
      group = wantedGroup;
    }
    return kept.get(key);
  }

  private synchronized void keep(String readFor, String key, byte[] value) {
    if (!readFor.equals(group) || value.length > mostBytes) {
      return;
    }
    byte[] before = kept.put(key, value);
    bytes += value.length - (before == null ? 0 : before.length);
    Iterator<byte[]> eldest = kept.values().iterator();
    while (bytes > mostBytes) {
      bytes -= eldest.next().length;
      eldest.remove();
    }
  }
}
