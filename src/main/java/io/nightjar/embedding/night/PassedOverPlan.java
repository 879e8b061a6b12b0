package io.nightjar.embedding.night;

import io.nightjar.archive.PassedOverCounts;
import java.io.IOException;

/**
 * What a night knows beforehand to be no image.
 *
 * @param record that was read, and is written once the night is published
 * @param before all of the record
 * @param unread of those files, the ones that need not be looked at again
 * @param listed what listing has passed over
 */
record PassedOverPlan(
    PassedOverRecord record,
    PassedOverFiles before,
    PassedOverFiles unread,
    PassedOverCounts listed) {

  /** All that is no image in the archive, with what reading has found. */
  PassedOverCounts with(PassedOverFiles found) {
    return listed.plus(unread.counts()).plus(found.counts());
  }

  /** Says for the next night what it need not look at. */
  void keep(PassedOverFiles found) throws IOException {
    PassedOverFiles after = unread.with(found);
    if (!after.equals(before)) {
      record.write(after);
    }
  }
}
