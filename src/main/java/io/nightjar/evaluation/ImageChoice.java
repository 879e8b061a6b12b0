package io.nightjar.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.Decoding;
import io.nightjar.archive.KeepImages;
import io.nightjar.image.ContentHash;
import io.nightjar.image.Preprocessing;
import io.nightjar.runtime.Progress;
import io.nightjar.runtime.TaskCounter;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.LongAccumulator;

/**
 * A few of an archive's images, drawn by lot: an archive's first images are often of one kind. Each
 * image's lot follows from the seed and its uri, so that partitions do not count.
 *
 * @param count images to choose, 1 to {@value #MAX_IMAGES}
 * @param seed of the lots
 */
public record ImageChoice(int count, long seed) implements Serializable {
  /** Images, at most: they are all in the driver's memory together. */
  public static final int MAX_IMAGES = 100_000;

  /** Lots drawn beyond the count, for images that do not decode. */
  private static final int SPARE = 64;

  private static final int MORE = 8;

  public ImageChoice {
    if (count < 1 || count > MAX_IMAGES) {
      throw new IllegalArgumentException(
          "count: %d (expected 1 to %d)".formatted(count, MAX_IMAGES));
    }
  }

  /**
   * Reads through the archive twice: for the lots, which are small, and for the images of the
   * lowest. So only about as many images as are chosen are ever together, however large the
   * archive.
   *
   * @return decoded images, {@code count} of them or as many as there are, in the order of their
   *     lots
   * @throws InvalidInputException when there is none
   */
  public List<ChosenImage> from(
      Archive archive, Preprocessing preprocessing, JavaSparkContext spark, Progress progress) {
    try (Decoding decoding = Decoding.open(spark, archive, preprocessing);
        Progress.Task shown = progress.start("choose", archive.total(), "images");
        TaskCounter counter = TaskCounter.start(spark.sc(), "images", shown)) {
      return from(archive.items(spark), decoding, counter.accumulator());
    }
  }

  List<ChosenImage> from(JavaRDD<ArchiveItem> all, Decoding decoding, LongAccumulator done) {
    JavaRDD<ArchiveItem> items = all.filter(new KeepImages());
    List<ChosenImage> chosen = List.of();
    // Some images may not decode. Where too few do, more lots are looked at.
    for (long lots = (long) count + SPARE; ; lots *= MORE) {
      int most = (int) Math.min(lots, Integer.MAX_VALUE);
      List<String> lowest = items.map(new ItemLot(this)).takeOrdered(most);
      if (!lowest.isEmpty()) {
        String last = lowest.get(lowest.size() - 1);
        chosen =
            items.mapPartitions(new ChooseImages(this, last, decoding, done)).takeOrdered(count);
      }
      if (chosen.size() == count || lowest.size() < most) {
        break;
      }
    }
    if (chosen.isEmpty()) {
      throw new InvalidInputException(
          "No image of the archive can be decoded: see what archive.path and archive.split name");
    }
    return chosen;
  }

  private record ItemLot(ImageChoice choice) implements Function<ArchiveItem, String> {
    @Override
    public String call(ArchiveItem item) {
      return choice.lot(item.uri());
    }
  }

  /** An image's lot; the lowest win. */
  String lot(String uri) {
    return ContentHash.of((seed + " " + uri).getBytes(UTF_8)).hex();
  }
}
