package io.nightjar.embedding.night;

import java.io.Serializable;

/**
 * A chunk whose outcomes are in a file.
 *
 * @param key of the archive's chunk
 * @param path where; empty where nothing is in it
 * @param items in it
 * @param passedOver of those, what is no image
 */
record StagedChunk(String key, String path, long items, long passedOver) implements Serializable {
  long images() {
    return items - passedOver;
  }
}
