package io.nightjar.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The few values used last, made when they are asked for: kernels are made for one batch size, and
 * hold memory. Not thread-safe.
 *
 * @param <V> what is kept
 */
public final class Recent<V> {
  /** A training batch, the last and shorter one of a block, and likewise for validation. */
  private static final int MOST = 4;

  private final Map<Object, V> values =
      new LinkedHashMap<>(MOST, 1, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, V> eldest) {
          return size() > MOST;
        }
      };

  /** The value under a key. */
  public V get(Object key, Supplier<V> maker) {
    V kept = values.get(key);
    if (kept == null) {
      kept = maker.get();
      values.put(key, kept);
    }
    return kept;
  }
}
