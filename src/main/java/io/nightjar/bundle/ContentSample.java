package io.nightjar.bundle;

import io.nightjar.CounterRandom;
import io.nightjar.image.ContentHash;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * A sample of contents, by which another collection of images can be compared with the sampled one
 * wherever either lies: those {@value #SIZE} whose hashes are smallest, or all where there are
 * fewer. An image whose hash is within the sample's range is in it exactly where it is in the
 * collection.
 *
 * @see <a href="https://doi.org/10.1145/1265530.1265545">Beyer et al. 2007, section 3 (bottom-k
 *     sketches)</a>
 */
public final class ContentSample implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int SIZE = 512;

  /** No other hash of a content is made with it. */
  private static final long KEY = 0x73616d706c65L;

  private static final Comparator<Long> BY_RANK = (a, b) -> Long.compareUnsigned(rank(a), rank(b));

  /** The first 64 bits of each content's SHA-256, by rank. */
  private final long[] contents;

  private ContentSample(long[] contents) {
    this.contents = contents;
  }

  /** Collects a sample, content by content. */
  public static final class Collector {
    private final TreeSet<Long> smallest = new TreeSet<>(BY_RANK);

    /**
     * Takes note of one image.
     *
     * @param sha256 of its content, in hex
     */
    public void add(String sha256) {
      add(ContentHash.leadingBits(sha256));
    }

    /** Takes note of another sample's images. */
    public void add(ContentSample other) {
      Arrays.stream(other.contents).forEach(this::add);
    }

    private void add(long bits) {
      smallest.add(bits);
      if (smallest.size() > SIZE) {
        smallest.pollLast();
      }
    }

    public ContentSample sample() {
      return new ContentSample(smallest.stream().mapToLong(Long::longValue).toArray());
    }
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException when it did not
   */
  public static ContentSample parse(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (bytes.length % Long.BYTES != 0 || bytes.length > SIZE * Long.BYTES) {
      throw new IllegalArgumentException("%d bytes of contents".formatted(bytes.length));
    }
    long[] contents = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(contents);
    for (int i = 1; i < contents.length; i++) {
      if (BY_RANK.compare(contents[i - 1], contents[i]) >= 0) {
        throw new IllegalArgumentException("contents that are not in their order");
      }
    }
    return new ContentSample(contents);
  }

  /** Base64 of the contents, 8 bytes each. */
  public String text() {
    ByteBuffer bytes = ByteBuffer.allocate(contents.length * Long.BYTES);
    bytes.asLongBuffer().put(contents);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /**
   * Compares an image with the collection.
   *
   * @param sha256 of its content, in hex
   */
  public Overlap overlap(String sha256) {
    long bits = ContentHash.leadingBits(sha256);
    boolean isFull = contents.length == SIZE;
    if (isFull && BY_RANK.compare(bits, contents[SIZE - 1]) > 0) {
      return Overlap.NONE;
    }
    return new Overlap(1, Arrays.stream(contents).anyMatch(content -> content == bits) ? 1 : 0);
  }

  /**
   * How many images of another collection the sample can tell of, and how many of those are in its
   * own.
   */
  public record Overlap(long compared, long found) implements Serializable {
    public static final Overlap NONE = new Overlap(0, 0);

    public Overlap plus(Overlap other) {
      return new Overlap(compared + other.compared, found + other.found);
    }

    /** The part that is in the sampled collection, as an estimate; null where nothing tells. */
    public Double fraction() {
      return compared == 0 ? null : (double) found / compared;
    }
  }

  private static long rank(long bits) {
    return CounterRandom.bits(KEY, bits);
  }
}
