package io.nightjar.embedding;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.Decoding;
import io.nightjar.archive.TaskDecoder;
import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.LatentEncoder;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.function.Predicate;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/** Embeds a partition of the archive, batch by batch; holds one batch at a time. */
public final class EmbedPartition implements FlatMapFunction<Iterator<ArchiveItem>, Outcome> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<Bundle> bundle;
  private final EmbedOptions options;
  private final Decoding decoding;
  private final LongAccumulator done;

  /**
   * @param decoding to the bundle's pixels
   * @param done counts images, for progress only
   */
  public EmbedPartition(
      Broadcast<Bundle> bundle, EmbedOptions options, Decoding decoding, LongAccumulator done) {
    this.bundle = bundle;
    this.options = options;
    this.decoding = decoding;
    this.done = done;
  }

  @Override
  public Iterator<Outcome> call(Iterator<ArchiveItem> items) {
    return call(items, item -> false);
  }

  /**
   * The same, but for what is known.
   *
   * @param known true for what needs no vector, since its content has one
   */
  public Iterator<Outcome> call(Iterator<ArchiveItem> items, Predicate<ArchiveItem> known) {
    LatentEncoder encoder = ExecutorEngines.of(bundle.value(), options.engine());
    TaskDecoder decoder = TaskDecoder.open(decoding);
    int imageSize = decoding.preprocessing().shape().size();
    EmbedBatch batch = new EmbedBatch(encoder, decoder::decode, known, imageSize, options);
    return new Outcomes(items, batch);
  }

  /** Pulls a batch of items whenever its outcomes have run out. */
  private final class Outcomes implements Iterator<Outcome> {
    private final Iterator<ArchiveItem> items;
    private final EmbedBatch batch;
    private final Queue<Outcome> ready = new ArrayDeque<>();

    Outcomes(Iterator<ArchiveItem> items, EmbedBatch batch) {
      this.items = items;
      this.batch = batch;
    }

    @Override
    public boolean hasNext() {
      return !ready.isEmpty() || items.hasNext();
    }

    @Override
    public Outcome next() {
      if (ready.isEmpty()) {
        while (items.hasNext() && !batch.full()) {
          batch.add(items.next());
        }
        ready.addAll(batch.finish());
        done.add(ready.stream().filter(Outcome::isOfImage).count());
      }
      return ready.remove();
    }
  }
}
