package io.nightjar.training;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.Decoding;
import io.nightjar.archive.TaskDecoder;
import io.nightjar.image.DecodeResult;
import io.nightjar.image.DecodedImage;
import io.nightjar.image.PassedOver;
import io.nightjar.image.Rejection;
import io.nightjar.runtime.NativeLibraries;
import java.util.Iterator;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/** Reads and decodes a partition of the archive, image by image. */
final class DecodeImages implements FlatMapFunction<Iterator<ArchiveItem>, Decoded> {
  private static final long serialVersionUID = 1L;

  private final Decoding decoding;
  private final long seed;
  private final String mark;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final LongAccumulator done;

  /**
   * @param mark in the store's folder: an executor that does not see it will not see the store
   * @param done counts the images
   */
  DecodeImages(
      Decoding decoding,
      long seed,
      String mark,
      Broadcast<SerializableConfiguration> hadoop,
      LongAccumulator done) {
    this.decoding = decoding;
    this.seed = seed;
    this.mark = mark;
    this.hadoop = hadoop;
    this.done = done;
  }

  @Override
  public Iterator<Decoded> call(Iterator<ArchiveItem> items) {
    StoreFolder.requireReached(new Path(mark), hadoop.value().value());
    NativeLibraries.prepare();
    TaskDecoder decoder = TaskDecoder.open(decoding);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public Decoded next() {
        Decoded decoded = decode(items.next(), decoder);
        done.add(decoded.passedOver() == null ? 1 : 0);
        return decoded;
      }
    };
  }

  private Decoded decode(ArchiveItem item, TaskDecoder decoder) {
    DecodeResult result = decoder.decode(item);
    if (result instanceof DecodedImage image) {
      String sha256 = item.content().hash().orElseThrow().hex();
      return Decoded.of(TrainingImage.of(seed, sha256, image.pixels()));
    }
    return result instanceof PassedOver passedOver
        ? Decoded.of(passedOver)
        : Decoded.rejected(((Rejection) result).reason());
  }
}
