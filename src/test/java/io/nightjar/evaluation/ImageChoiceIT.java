package io.nightjar.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.SharedSpark;
import io.nightjar.archive.Archive;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.ArchiveOptions;
import io.nightjar.archive.DecodeJournal;
import io.nightjar.archive.Decoding;
import io.nightjar.archive.synthetic.SyntheticArchive;
import io.nightjar.archive.synthetic.SyntheticFormat;
import io.nightjar.archive.synthetic.SyntheticOptions;
import io.nightjar.image.DecodeLimits;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import io.nightjar.runtime.Progress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageChoiceIT {
  private final JavaSparkContext spark = SharedSpark.context();
  private final Preprocessing preprocessing =
      new Preprocessing(new ImageShape(1, 8, 8), Resize.STRETCH);

  @TempDir Path folder;

  @Test
  void isTheSameHoweverTheArchiveIsCut() {
    List<ArchiveItem> items = archive(40, 0.3).items(spark).collect();

    List<String> whole = choose(items, 1, 7);

    assertThat(whole).hasSize(5).doesNotHaveDuplicates();
    assertThat(choose(items, 7, 7)).isEqualTo(whole);
    assertThat(choose(items, 40, 7)).isEqualTo(whole);
    assertThat(choose(items, 1, 8)).isNotEqualTo(whole);
  }

  /** Most of the images with the lowest lots are broken. */
  @Test
  void looksFurtherWhereFewDecode() {
    assertThat(from(archive(400, 0.9), 20)).hasSize(20);
  }

  @Test
  void takesWhatThereIs() {
    assertThat(from(archive(3, 0), 10)).hasSize(3);
  }

  @Test
  void refusesAnArchiveWithoutAnyImage() {
    Archive broken = archive(10, 1);

    assertThatThrownBy(() -> from(broken, 10))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("No image of the archive can be decoded");
  }

  private List<String> choose(List<ArchiveItem> items, int partitions, long seed) {
    return new ImageChoice(5, seed)
            .from(
                spark.parallelize(items, partitions),
                new Decoding(preprocessing, DecodeLimits.DEFAULT, DecodeJournal.NONE),
                spark.sc().longAccumulator())
            .stream()
            .map(chosen -> Arrays.toString(chosen.image().values()))
            .toList();
  }

  private List<ChosenImage> from(Archive archive, int count) {
    return new ImageChoice(count, 1).from(archive, preprocessing, spark, Progress.none());
  }

  private Archive archive(long count, double broken) {
    String path = folder.resolve("archive").toString();
    var options = new SyntheticOptions(path, count, 16, 1, 1, broken, SyntheticFormat.FILES);
    new SyntheticArchive(options).write(spark, Progress.none());
    return Archive.open(ArchiveOptions.of(path), spark.hadoopConfiguration());
  }
}
