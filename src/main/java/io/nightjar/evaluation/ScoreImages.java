package io.nightjar.evaluation;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.Decoding;
import io.nightjar.archive.TaskDecoder;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.ContentSample;
import io.nightjar.bundle.ContentSample.Overlap;
import io.nightjar.embedding.ExecutorEngines;
import io.nightjar.encoding.Engine;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.ContentHash;
import io.nightjar.image.DecodeResult;
import io.nightjar.image.DecodedImage;
import io.nightjar.image.PassedOver;
import io.nightjar.image.Rejection;
import io.nightjar.model.Autoencoder;
import io.nightjar.runtime.NativeLibraries;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/** Scores a partition of the archive, batch by batch, to one sum. */
final class ScoreImages implements FlatMapFunction<Iterator<ArchiveItem>, MetricSums> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<Bundle> bundle;
  private final EvaluateOptions options;
  private final Decoding decoding;
  private final LongAccumulator done;

  /**
   * @param decoding to the bundle's pixels
   * @param done counts items, for progress only
   */
  ScoreImages(
      Broadcast<Bundle> bundle, EvaluateOptions options, Decoding decoding, LongAccumulator done) {
    this.decoding = decoding;
    this.bundle = bundle;
    this.options = options;
    this.done = done;
  }

  @Override
  public Iterator<MetricSums> call(Iterator<ArchiveItem> items) {
    NativeLibraries.prepare();
    NativeLibraries.threads(1); // tasks side by side fill the cores
    LatentEncoder network = ExecutorEngines.of(bundle.value(), Engine.ONNX);
    Partition partition = new Partition(network);
    items.forEachRemaining(partition::add);
    return List.of(partition.finish()).iterator();
  }

  /** Units that are summed over: none of a plain autoencoder's. */
  static int units(Autoencoder model) {
    return model.latent().variational() ? model.latent().size() : 0;
  }

  /** What has come of a partition so far, and the batch that waits for the network. */
  private final class Partition {
    private final Autoencoder model = bundle.value().autoencoder();
    private final TaskDecoder decoder = TaskDecoder.open(decoding);
    private final int size = model.image().size();
    private final byte[] pixels = new byte[Math.multiplyExact(options.batchSize(), size)];
    private final List<Long> keys = new ArrayList<>();
    private final ScoreBatch batch;
    private final Optional<ContentSample> trainedOn =
        bundle.value().manifest().provenance().dataSet().sample();
    private MetricSums sums = MetricSums.none(units(model));

    Partition(LatentEncoder network) {
      batch = new ScoreBatch(network, model, options);
    }

    void add(ArchiveItem item) {
      DecodeResult result = decoder.decode(item);
      if (result instanceof DecodedImage image) {
        System.arraycopy(image.pixels(), 0, pixels, keys.size() * size, size);
        ContentHash content = item.content().hash().orElseThrow();
        keys.add(Draw.imageKey(content));
        sums =
            sums.with(trainedOn.map(sample -> sample.overlap(content.hex())).orElse(Overlap.NONE));
      } else if (result instanceof PassedOver passedOver) {
        sums = sums.with(passedOver);
      } else {
        sums = sums.with((Rejection) result);
        done.add(1);
      }
      if (keys.size() == options.batchSize()) {
        score();
      }
    }

    MetricSums finish() {
      if (!keys.isEmpty()) {
        score();
      }
      return sums;
    }

    private void score() {
      batch.score(pixels, keys, this::take);
      keys.clear();
    }

    private void take(ImageScore score) {
      sums = sums.with(score);
      done.add(1);
    }
  }
}
