package io.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.SourceFile;
import io.nightjar.bundle.Latents;
import io.nightjar.embedding.EmbedOptions.ReconstructionError;
import io.nightjar.encoding.Engine;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageContent;
import io.nightjar.image.ImageDecoder;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.RasterImage;
import io.nightjar.image.Rejection;
import io.nightjar.image.Resize;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EmbedBatchTest {
  private static final ImageShape PIXEL = new ImageShape(1, 1, 1);
  private static final Rejection UNREADABLE =
      new Rejection(Rejection.Stage.READ, Rejection.Reason.UNREADABLE, "no");

  private final EmbedBatch batch = batch(ReconstructionError.MEASURED);

  @Test
  void isFullOfImagesOrOfRejects() {
    batch.add(grey(10));
    batch.add(item(UNREADABLE));
    assertThat(batch.full()).isFalse();
    batch.add(grey(20));
    assertThat(batch.full()).isTrue();

    assertThat(batch.finish()).hasSize(3);
    assertThat(batch.full()).isFalse();
    batch.add(item(UNREADABLE));
    batch.add(item(UNREADABLE));
    assertThat(batch.full()).isTrue();
  }

  @Test
  void everyItemHasItsOwnOutcomeAndNoneOfTheBatchBefore() {
    batch.add(grey(10));
    batch.add(grey(20));
    assertThat(batch.finish()).extracting(EmbedBatchTest::mean).containsExactly(10f, 20f);

    batch.add(grey(30));
    assertThat(batch.finish()).extracting(EmbedBatchTest::mean).containsExactly(30f);
  }

  @Test
  void anImageOnWhichTheNetworkOverflowsIsARejectAndItsNeighbourARow() {
    batch.add(grey(NanAt255.POISON));
    batch.add(grey(20));

    List<Outcome> outcomes = batch.finish();

    assertThat(outcomes).extracting(Outcome::rejected).containsExactly(true, false);
    Rejection rejection = outcomes.get(0).rejection();
    assertThat(rejection.stage()).isEqualTo(Rejection.Stage.ENCODE);
    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.NOT_FINITE);
    assertThat(outcomes.get(0).item().sha256()).isNotNull();
    assertThat(mean(outcomes.get(1))).isEqualTo(20f);
  }

  @Test
  void anImageWhoseReconstructionOverflowsIsARejectToo() {
    batch.add(grey(NanAt255.POISON - 1));

    assertThat(batch.finish()).singleElement().matches(Outcome::rejected);
  }

  @Test
  void withoutReconstructionErrorNothingIsDecodedAgain() {
    EmbedBatch leftOut = batch(ReconstructionError.LEFT_OUT);
    leftOut.add(grey(NanAt255.POISON - 1));

    assertThat(leftOut.finish())
        .singleElement()
        .satisfies(outcome -> assertThat(outcome.vector().reconstructionError()).isNull());
  }

  @Test
  void whatIsKnownIsNeitherDecodedNorEncoded() {
    ImageContent text = new EncodedImage(new byte[] {'x'});
    batch.add(new ArchiveItem("file:/known", "l", item(text).source(), text));

    assertThat(batch.finish())
        .singleElement()
        .satisfies(
            outcome -> {
              assertThat(outcome.rejected()).isFalse();
              assertThat(outcome.vector()).isNull();
              assertThat(outcome.item().sha256()).isEqualTo(text.hash().orElseThrow().hex());
            });
  }

  @Test
  void aBatchOfRejectsOnlyNeedsNoEncoder() {
    batch.add(item(UNREADABLE));

    assertThat(batch.finish()).singleElement().extracting(Outcome::rejection).isEqualTo(UNREADABLE);
  }

  private static EmbedBatch batch(ReconstructionError reconstructionError) {
    ImageDecoder decoder = new ImageDecoder(new Preprocessing(PIXEL, Resize.STRETCH));
    return new EmbedBatch(
        new NanAt255(),
        item -> decoder.decode(item.content()),
        item -> item.uri().equals("file:/known"),
        PIXEL.size(),
        new EmbedOptions(Engine.ONNX, 2, new FailureBudget(1, 0), reconstructionError));
  }

  private static ArchiveItem grey(int value) {
    return item(new RasterImage(new byte[] {(byte) value}, PIXEL));
  }

  private static ArchiveItem item(ImageContent content) {
    return new ArchiveItem("file:/x", null, new SourceFile("file:/x", 1, Instant.EPOCH), content);
  }

  private static float mean(Outcome outcome) {
    return outcome.vector().mean()[0];
  }

  /** Encodes a pixel as itself, overflows on one value, and its decoder on the value below. */
  private static final class NanAt255 implements LatentEncoder {
    static final int POISON = 255;

    @Override
    public Latents encode(byte[] pixels, int count) {
      float[] mean = new float[count];
      for (int i = 0; i < count; i++) {
        int grey = pixels[i] & 0xff;
        mean[i] = grey == POISON ? Float.NaN : grey;
      }
      return new Latents(count, 1, mean, null);
    }

    @Override
    public float[] decode(float[] latents, int count) {
      float[] decoded = new float[count];
      for (int i = 0; i < count; i++) {
        decoded[i] = latents[i] == POISON - 1 ? Float.POSITIVE_INFINITY : latents[i] / 255;
      }
      return decoded;
    }

    @Override
    public float[] logits(float[] latents, int count) {
      return decode(latents, count);
    }

    @Override
    public void close() {}
  }
}
