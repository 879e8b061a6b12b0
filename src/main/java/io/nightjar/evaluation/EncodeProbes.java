package io.nightjar.evaluation;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.Decoding;
import io.nightjar.archive.TaskDecoder;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.Latents;
import io.nightjar.embedding.ExecutorEngines;
import io.nightjar.encoding.Engine;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.DecodedImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/** Decodes and encodes the images whose lots won, batch by batch; leaves out rejects. */
final class EncodeProbes implements FlatMapFunction<Iterator<ArchiveItem>, ProbeImage> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<Bundle> bundle;
  private final EvaluateOptions options;
  private final Decoding decoding;
  private final ProbeLot last;

  /**
   * @param decoding to the bundle's pixels
   * @param last the highest lot that still wins
   */
  EncodeProbes(
      Broadcast<Bundle> bundle, EvaluateOptions options, Decoding decoding, ProbeLot last) {
    this.decoding = decoding;
    this.bundle = bundle;
    this.options = options;
    this.last = last;
  }

  @Override
  public Iterator<ProbeImage> call(Iterator<ArchiveItem> items) {
    return new Encoded(items, ExecutorEngines.of(bundle.value(), Engine.ONNX));
  }

  /** Pulls a batch of items whenever its images have run out. */
  private final class Encoded implements Iterator<ProbeImage> {
    private final Iterator<ArchiveItem> items;
    private final LatentEncoder network;
    private final TaskDecoder decoder = TaskDecoder.open(decoding);
    private final Queue<ProbeImage> ready = new ArrayDeque<>();

    Encoded(Iterator<ArchiveItem> items, LatentEncoder network) {
      this.items = items;
      this.network = network;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && items.hasNext()) {
        encode(nextBatch());
      }
      return !ready.isEmpty();
    }

    @Override
    public ProbeImage next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private List<ProbeImage> nextBatch() {
      List<ProbeImage> batch = new ArrayList<>();
      while (items.hasNext() && batch.size() < options.batchSize()) {
        ArchiveItem item = items.next();
        ProbeLot lot = ProbeLot.of(options.seed(), item);
        if (lot.compareTo(last) <= 0 && decoder.decode(item) instanceof DecodedImage image) {
          batch.add(new ProbeImage(lot, item.label(), image.pixels(), new float[0], new float[0]));
        }
      }
      return batch;
    }

    private void encode(List<ProbeImage> batch) {
      if (batch.isEmpty()) {
        return;
      }
      int size = batch.get(0).pixels().length;
      byte[] pixels = new byte[Math.multiplyExact(batch.size(), size)];
      for (int i = 0; i < batch.size(); i++) {
        System.arraycopy(batch.get(i).pixels(), 0, pixels, i * size, size);
      }
      Latents latents = network.encode(pixels, batch.size());
      for (int i = 0; i < batch.size(); i++) {
        if (latents.finite(i)) {
          ProbeImage image = batch.get(i);
          ready.add(
              new ProbeImage(
                  image.lot(), image.label(), image.pixels(), latents.mean(i), new float[0]));
        }
      }
    }
  }
}
