package io.nightjar.embedding.night;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unhex;

import io.nightjar.archive.ArchiveItem;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Which contents have a vector in the table, by their whole hashes: 32 bytes each, since there may
 * be millions.
 *
 * @param buckets by a hash's first byte: the hashes one behind the other, in order
 */
@SuppressWarnings("ArrayRecordComponent") // sorted once, never compared
record KnownContent(byte[][] buckets) implements Serializable {
  static final KnownContent NONE = of(List.of());

  private static final int FIRST_BYTES = 256;
  private static final int BYTES = 32;

  static KnownContent of(Dataset<Row> rows) {
    return of(
        rows.filter(col("content_sha256").rlike("^[0-9a-f]{64}$"))
            .select(unhex(col("content_sha256")))
            .as(Encoders.BINARY())
            .javaRDD()
            .mapPartitions(KnownContent::joined)
            .collect());
  }

  private static Iterator<byte[]> joined(Iterator<byte[]> hashes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    hashes.forEachRemaining(all::writeBytes);
    return List.of(all.toByteArray()).iterator();
  }

  /**
   * Joins several sets of hashes.
   *
   * @param parts hashes one behind the other, in any order
   */
  static KnownContent of(List<byte[]> parts) {
    int[] sizes = new int[FIRST_BYTES];
    for (byte[] part : parts) {
      for (int at = 0; at < part.length; at += BYTES) {
        sizes[Byte.toUnsignedInt(part[at])] += BYTES;
      }
    }
    byte[][] buckets = new byte[FIRST_BYTES][];
    Arrays.setAll(buckets, first -> new byte[sizes[first]]);
    for (byte[] part : parts) {
      for (int at = 0; at < part.length; at += BYTES) {
        int first = Byte.toUnsignedInt(part[at]);
        sizes[first] -= BYTES;
        System.arraycopy(part, at, buckets[first], sizes[first], BYTES);
      }
    }
    Arrays.stream(buckets).forEach(KnownContent::sort);
    return new KnownContent(buckets);
  }

  private static void sort(byte[] bucket) {
    byte[][] hashes = new byte[bucket.length / BYTES][];
    Arrays.setAll(hashes, i -> Arrays.copyOfRange(bucket, i * BYTES, (i + 1) * BYTES));
    Arrays.sort(hashes, Arrays::compareUnsigned);
    for (int i = 0; i < hashes.length; i++) {
      System.arraycopy(hashes[i], 0, bucket, i * BYTES, BYTES);
    }
  }

  boolean holds(ArchiveItem item) {
    return item.content()
        .hash()
        .filter(hash -> holds(HexFormat.of().parseHex(hash.hex())))
        .isPresent();
  }

  private boolean holds(byte[] hash) {
    byte[] bucket = buckets[Byte.toUnsignedInt(hash[0])];
    int from = 0;
    int to = bucket.length / BYTES;
    while (from < to) {
      int middle = (from + to) >>> 1;
      int start = middle * BYTES;
      int order = Arrays.compareUnsigned(hash, 0, BYTES, bucket, start, start + BYTES);
      if (order == 0) {
        return true;
      }
      from = order > 0 ? middle + 1 : from;
      to = order < 0 ? middle : to;
    }
    return false;
  }
}
