package io.nightjar.evaluation;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.Decoding;
import io.nightjar.archive.TaskDecoder;
import io.nightjar.image.DecodedImage;
import io.nightjar.image.RasterImage;
import io.nightjar.runtime.NativeLibraries;
import java.util.Comparator;
import java.util.Iterator;
import java.util.PriorityQueue;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.LongAccumulator;

/** Keeps a partition's images of the lowest lots; decodes only those that get among them. */
final class ChooseImages implements FlatMapFunction<Iterator<ArchiveItem>, ChosenImage> {
  private static final long serialVersionUID = 1L;

  private final ImageChoice choice;
  private final String lastLot;
  private final Decoding decoding;
  private final LongAccumulator done;

  /**
   * @param lastLot the highest that is looked at
   * @param done counts items, for progress only
   */
  ChooseImages(ImageChoice choice, String lastLot, Decoding decoding, LongAccumulator done) {
    this.choice = choice;
    this.lastLot = lastLot;
    this.decoding = decoding;
    this.done = done;
  }

  @Override
  public Iterator<ChosenImage> call(Iterator<ArchiveItem> items) {
    NativeLibraries.prepare();
    var decoder = TaskDecoder.open(decoding);
    var kept = new PriorityQueue<ChosenImage>(Comparator.reverseOrder());
    while (items.hasNext()) {
      offer(items.next(), decoder, kept);
      done.add(1);
    }
    return kept.iterator();
  }

  /** The head of {@code kept} is its highest lot, the first to go. */
  private void offer(ArchiveItem item, TaskDecoder decoder, PriorityQueue<ChosenImage> kept) {
    String lot = choice.lot(item.uri());
    boolean full = kept.size() == choice.count();
    boolean tooHigh = full && lot.compareTo(kept.peek().lot()) >= 0;
    if (tooHigh || lot.compareTo(lastLot) > 0) {
      return;
    }
    if (decoder.decode(item) instanceof DecodedImage decoded) {
      if (full) {
        kept.remove();
      }
      RasterImage image = new RasterImage(decoded.pixels(), decoding.preprocessing().shape());
      kept.add(new ChosenImage(lot, item.label(), image));
    }
  }
}
