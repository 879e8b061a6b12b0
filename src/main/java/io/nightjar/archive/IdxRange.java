package io.nightjar.archive;

import java.io.Serializable;

/**
 * The images of an IDX file that one task reads.
 *
 * @param file where they are
 * @param from the first one's index
 * @param to the index after the last one's
 * @param labels a class number for each of them, or null
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record IdxRange(IdxFile file, int from, int to, byte[] labels) implements Serializable {
  String label(int index) {
    return labels == null ? null : String.valueOf(labels[index - from] & 0xFF);
  }
}
