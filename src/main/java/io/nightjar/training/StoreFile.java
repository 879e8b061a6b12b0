package io.nightjar.training;

import java.io.Serializable;
import java.util.List;

/**
 * One Parquet file of a store.
 *
 * @param name in the store's folder
 * @param byteLength of the file
 * @param blocks images of each row group, in the global order; every one above 0
 * @param contentSha256 of the images: their places, contents and pixels, in hex; not of the file
 */
record StoreFile(String name, long byteLength, List<Integer> blocks, String contentSha256)
    implements Serializable {
  StoreFile {
    blocks = List.copyOf(blocks);
    if (blocks.stream().anyMatch(rows -> rows < 1)) {
      throw new IllegalArgumentException(
          "blocks: %s (expected 1 or more rows each)".formatted(blocks));
    }
    if (name.contains("/")) {
      throw new IllegalArgumentException("name: %s (expected a plain file name)".formatted(name));
    }
  }

  long images() {
    return blocks.stream().mapToLong(Integer::longValue).sum();
  }
}
