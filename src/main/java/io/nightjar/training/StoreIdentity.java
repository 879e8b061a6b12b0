package io.nightjar.training;

import io.nightjar.archive.Archive;
import io.nightjar.bundle.Json;
import io.nightjar.image.ContentHash;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import java.util.Objects;

/**
 * Everything that decides which pixels a store holds and in which order: a store is used again only
 * where all of it is the same. The number of workers is no part of it.
 *
 * @param formatVersion {@link #FORMAT_VERSION} of the code that wrote it
 * @param archive {@link Archive#fingerprint}
 * @param image shape of each image
 * @param preprocessingVersion {@link Preprocessing#version}
 * @param resize how other sizes got there
 * @param background see {@link io.nightjar.image.Background#name}
 * @param maxDecodeBytes see {@link io.nightjar.image.DecodeLimits#decodedBytes}: images beyond it
 *     are left out
 * @param seed of the order and of the held-out images
 * @param validationFraction held out, from 0 to below 1
 */
record StoreIdentity(
    int formatVersion,
    String archive,
    ImageShape image,
    int preprocessingVersion,
    Resize resize,
    String background,
    long maxDecodeBytes,
    long seed,
    double validationFraction) {
  static final int FORMAT_VERSION = 4;

  /** Enough of a hash to tell the stores in one folder apart. */
  private static final int NAME_DIGITS = 16;

  StoreIdentity {
    Objects.requireNonNull(archive, "archive");
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(resize, "resize");
    Objects.requireNonNull(background, "background");
  }

  static StoreIdentity of(Archive archive, Preprocessing preprocessing, TrainingOptions options) {
    return new StoreIdentity(
        FORMAT_VERSION,
        archive.fingerprint(),
        preprocessing.shape(),
        preprocessing.version(),
        preprocessing.resize(),
        preprocessing.background().name(),
        archive.decodeLimits().decodedBytes(),
        options.seed(),
        options.validationFraction());
  }

  /** The name of the store's folder. */
  String folderName() {
    return ContentHash.of(Json.compact(this)).hex().substring(0, NAME_DIGITS);
  }

  /** Whether a folder may be a store's. */
  static boolean isFolderName(String name) {
    return name.matches("[0-9a-f]{%d}".formatted(NAME_DIGITS));
  }
}
