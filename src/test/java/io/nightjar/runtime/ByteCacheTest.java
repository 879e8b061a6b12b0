package io.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteCacheTest {
  private final ByteCache cache = new ByteCache(10);
  private final List<String> read = new ArrayList<>();

  @Test
  void readsOnceWhatFits() {
    get("store", "a", 4);
    get("store", "b", 4);
    get("store", "a", 4);
    assertThat(read).containsExactly("a", "b");
  }

  @Test
  void longestUnusedGoesFirst() {
    get("store", "a", 4);
    get("store", "b", 4);
    get("store", "a", 4);
    get("store", "c", 4);
    get("store", "a", 4);
    get("store", "b", 4);
    assertThat(read).containsExactly("a", "b", "c", "b");
  }

  @Test
  void doesNotKeepWhatIsLargerThanAll() {
    get("store", "small", 4);
    get("store", "large", 11);
    get("store", "large", 11);
    get("store", "small", 4);
    assertThat(read).containsExactly("small", "large", "large");
  }

  @Test
  void anotherGroupDropsTheRest() {
    get("store", "a", 4);
    get("another", "a", 4);
    get("store", "a", 4);
    assertThat(read).containsExactly("a", "a", "a");
  }

  private void get(String group, String key, int length) {
    byte[] bytes =
        cache.get(
            group,
            key,
            () -> {
              read.add(key);
              return new byte[length];
            });
    assertThat(bytes).hasSize(length);
  }
}
