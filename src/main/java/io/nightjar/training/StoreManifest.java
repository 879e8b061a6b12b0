package io.nightjar.training;

import io.nightjar.archive.PassedOverCounts;
import io.nightjar.bundle.ContentSample;
import io.nightjar.image.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code _store.json} says; a store without it is unfinished.
 *
 * @param identity of the data
 * @param training files to train on, in the global order
 * @param validation held-out files, in the global order; none of their images, nor a copy of one,
 *     is among the training ones
 * @param rejected images that gave no pixels, by reason
 * @param passedOver what was no image, by extension; not told by older stores
 * @param contentSha256 of all images in their order, in hex: equal for equal data
 * @param contentSample of the images to train on, by {@link ContentSample#text}
 */
record StoreManifest(
    StoreIdentity identity,
    List<StoreFile> training,
    List<StoreFile> validation,
    Map<String, Long> rejected,
    Map<String, Long> passedOver,
    String contentSha256,
    String contentSample) {
  StoreManifest {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    rejected = Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
    passedOver =
        Collections.unmodifiableSortedMap(
            new TreeMap<>(passedOver == null ? Map.of() : passedOver));
  }

  static StoreManifest of(
      StoreIdentity identity,
      List<StoreFile> training,
      List<StoreFile> validation,
      Map<String, Long> rejected,
      PassedOverCounts passedOver,
      ContentSample sample) {
    String parts = hashes(training) + "\n" + hashes(validation);
    return new StoreManifest(
        identity,
        training,
        validation,
        rejected,
        passedOver.byExtension(),
        ContentHash.of(parts.getBytes(StandardCharsets.UTF_8)).hex(),
        sample.text());
  }

  private static String hashes(List<StoreFile> files) {
    return files.stream().map(StoreFile::contentSha256).collect(Collectors.joining(" "));
  }

  Stream<StoreFile> files() {
    return Stream.concat(training.stream(), validation.stream());
  }

  long trainingImages() {
    return training.stream().mapToLong(StoreFile::images).sum();
  }

  long validationImages() {
    return validation.stream().mapToLong(StoreFile::images).sum();
  }

  long rejectedImages() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }
}
