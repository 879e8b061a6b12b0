package io.nightjar.archive.synthetic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nightjar.KebabCase;
import java.util.Arrays;
import java.util.SplittableRandom;

/** How a synthetic image file is broken on purpose. */
enum Damage {
  /** The first half of a JPEG. */
  TRUNCATED_JPEG("jpg") {
    @Override
    byte[] applyTo(byte[] whole, SplittableRandom random) {
      return Arrays.copyOf(whole, whole.length / 2);
    }
  },
  /** The first half of a PNG. */
  TRUNCATED_PNG("png") {
    @Override
    byte[] applyTo(byte[] whole, SplittableRandom random) {
      return Arrays.copyOf(whole, whole.length / 2);
    }
  },
  /** No bytes at all. */
  EMPTY("png") {
    @Override
    byte[] applyTo(byte[] whole, SplittableRandom random) {
      return new byte[0];
    }
  },
  /** A text that is called an image. */
  TEXT("jpg") {
    @Override
    byte[] applyTo(byte[] whole, SplittableRandom random) {
      return "This is not an image.\n".getBytes(US_ASCII);
    }
  },
  /** PNG's eight-byte signature, then noise as long as the image was. */
  NOISE("png") {
    @Override
    byte[] applyTo(byte[] whole, SplittableRandom random) {
      byte[] noise = new byte[whole.length];
      random.nextBytes(noise);
      System.arraycopy(whole, 0, noise, 0, PNG_SIGNATURE_BYTES);
      return noise;
    }
  };

  private static final int PNG_SIGNATURE_BYTES = 8;

  private final String encoding;

  Damage(String encoding) {
    this.encoding = encoding;
  }

  /** How the image was encoded before it was damaged, as its extension: png or jpg. */
  String encoding() {
    return encoding;
  }

  abstract byte[] applyTo(byte[] whole, SplittableRandom random);

  /** As written in the factors' {@code broken} column. */
  String key() {
    return KebabCase.of(this);
  }
}
