package io.nightjar.training;

import io.nightjar.archive.PassedOverCounts;
import io.nightjar.bundle.ContentSample;
import java.io.Serializable;
import java.util.Map;

/**
 * What a task made of its partition of the decoded archive.
 *
 * @param partition of {@link HashRanges}
 * @param file null where there was no image
 * @param rejected by reason, where it is the partition of what gave no image
 * @param passedOver what was no image, where it is that partition
 * @param sample of the images in the file
 */
record WrittenPart(
    int partition,
    StoreFile file,
    Map<String, Long> rejected,
    PassedOverCounts passedOver,
    ContentSample sample)
    implements Serializable {}
