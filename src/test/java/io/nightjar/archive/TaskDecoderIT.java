package io.nightjar.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.image.DecodeResult;
import io.nightjar.image.DecodedImage;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Resize;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TaskDecoderIT {
  private final JavaSparkContext spark = SharedSpark.context();
  @TempDir private Path root;

  @Test
  void whatNobodyHasThoughtOfIsOneImagesReject() {
    TestArchives.files(root, 1, 4, 4);
    Archive archive = Archive.open(ArchiveOptions.of(root.toString()), new Configuration());
    Preprocessing preprocessing = new Preprocessing(new ImageShape(3, 4, 4), Resize.STRETCH);
    List<EncodedImage> images =
        List.of(
            new EncodedImage(TestArchives.png(0, 4, 4)),
            new EncodedImage(null), // no reader makes such a one
            new EncodedImage(TestArchives.png(1, 4, 4)));
    try (Decoding decoding = Decoding.open(spark, archive, preprocessing)) {
      List<DecodeResult> results = spark.parallelize(images, 1).map(new Decode(decoding)).collect();

      assertThat(results.get(0)).isInstanceOf(DecodedImage.class);
      assertThat(results.get(1))
          .isInstanceOfSatisfying(
              Rejection.class,
              rejection -> assertThat(rejection.reason()).isEqualTo(Reason.CORRUPT));
      assertThat(results.get(2)).isInstanceOf(DecodedImage.class);
    }
  }

  private record Decode(Decoding decoding) implements Function<EncodedImage, DecodeResult> {
    @Override
    public DecodeResult call(EncodedImage image) {
      SourceFile source = new SourceFile("file:///x.png", 1, Instant.EPOCH);
      return TaskDecoder.open(decoding).decode(new ArchiveItem(source.uri(), null, source, image));
    }
  }
}
