package io.nightjar.training;

import io.nightjar.archive.PassedOverCounts;
import java.io.Serializable;
import java.util.Map;

/**
 * What a task made of its partition of the decoded archive.
 *
 * @param partition of {@link HashRanges}
 * @param file null where there was no image
 * @param rejected by reason, where it is the partition of what gave no image
 * @param passedOver likewise, what was none
 */
record WrittenPart(
    int partition, StoreFile file, Map<String, Long> rejected, PassedOverCounts passedOver)
    implements Serializable {}
