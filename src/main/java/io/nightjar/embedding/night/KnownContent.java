package io.nightjar.embedding.night;

import io.nightjar.archive.ArchiveItem;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Which contents have a vector in the table: 64 bits of each hash, since there may be millions. Two
 * that agree in those would be found out when the vector is looked up by the whole hash.
 */
@SuppressWarnings("ArrayRecordComponent") // sorted once, never compared
record KnownContent(long[] sorted) implements Serializable {
  static final KnownContent NONE = new KnownContent(new long[0]);

  private static final int DIGITS = 16;
  private static final int HEX = 16;

  static KnownContent of(Dataset<Row> rows) {
    long[] known =
        rows
            .select("content_sha256")
            .as(Encoders.STRING())
            .javaRDD()
            .mapPartitions(
                hashes -> {
                  Iterable<String> all = () -> hashes;
                  return java.util.List.of(
                          java.util.stream.StreamSupport.stream(all.spliterator(), false)
                              .mapToLong(KnownContent::bits)
                              .toArray())
                      .iterator();
                })
            .collect()
            .stream()
            .flatMapToLong(Arrays::stream)
            .sorted()
            .toArray();
    return new KnownContent(known);
  }

  private static long bits(String hash) {
    return Long.parseUnsignedLong(hash, 0, DIGITS, HEX);
  }

  boolean holds(ArchiveItem item) {
    return sorted.length > 0 && item.content().hash().filter(hash -> holds(hash.hex())).isPresent();
  }

  private boolean holds(String hash) {
    return Arrays.binarySearch(sorted, bits(hash)) >= 0;
  }
}
